package hobnail.conformance;

import com.dingtalk.api.request.OapiV2DepartmentCreateRequest;
import com.dingtalk.api.request.OapiV2DepartmentDeleteRequest;
import com.dingtalk.api.request.OapiV2DepartmentGetRequest;
import com.dingtalk.api.request.OapiV2DepartmentListparentbydeptRequest;
import com.dingtalk.api.request.OapiV2DepartmentListparentbyuserRequest;
import com.dingtalk.api.request.OapiV2DepartmentListsubRequest;
import com.dingtalk.api.request.OapiV2DepartmentListsubidRequest;
import com.dingtalk.api.request.OapiV2DepartmentUpdateRequest;
import com.dingtalk.api.response.OapiV2DepartmentGetResponse;
import com.dingtalk.api.response.OapiV2DepartmentListsubResponse;
import com.taobao.api.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Departments: the tree, up and down, and its changes. */
final class DepartmentCases {
    static void add(Map<String, Case> cases) {
        cases.put("dept.get", cx -> {
            Map<String, Object> dept = cx.dept();
            var got = ok(cx, (Long) dept.get("dept_id"));
            Check.equal(Arrays.asList(got.getDeptId(), got.getName(), got.getParentId()),
                    Arrays.asList(dept.get("dept_id"), dept.get("name"), dept.get("parent_id")));
        });
        cases.put("dept.create", cx -> {
            long parent = cx.newDept(Context.ROOT_DEPT);
            OapiV2DepartmentCreateRequest request = new OapiV2DepartmentCreateRequest();
            request.setName(Context.unique("开发"));
            request.setParentId(parent);
            request.setOrder(10L);
            request.setSourceIdentifier("HR");
            request.setHideDept(false);
            request.setCreateDeptGroup(false);
            long dept = cx.ok("/topapi/v2/department/create", request).getResult().getDeptId();
            var got = ok(cx, dept);
            Check.equal(
                    Arrays.asList(got.getName(), got.getParentId(), got.getOrder(), got.getSourceIdentifier(),
                            got.getHideDept()),
                    Arrays.asList(request.getName(), parent, 10L, "HR", false));
            Check.equal(children(cx, parent), List.of(dept));
        });
        cases.put("dept.listsub", cx -> {
            OapiV2DepartmentListsubRequest request = new OapiV2DepartmentListsubRequest();
            request.setDeptId(Context.ROOT_DEPT);
            List<OapiV2DepartmentListsubResponse.DeptBaseResponse> rows =
                    cx.ok("/topapi/v2/department/listsub", request).getResult();
            List<Long> listed = rows.stream().map(row -> row.getDeptId()).collect(Collectors.toList());
            for (Map<String, Object> dept : cx.departments) {
                if (Long.valueOf(Context.ROOT_DEPT).equals(dept.get("parent_id"))) {
                    Check.that(listed.contains(dept.get("dept_id")), dept + " is not in " + listed);
                }
            }
            Check.that(rows.stream().allMatch(row -> row.getParentId() == Context.ROOT_DEPT && row.getName() != null),
                    "parent_id, name");
        });
        cases.put("dept.listsubid", cx -> {
            long parent = cx.newDept(Context.ROOT_DEPT);
            Check.same(children(cx, parent), List.of());
            List<Long> made = List.of(cx.newDept(parent), cx.newDept(parent));
            Check.same(children(cx, parent), made);
        });
        cases.put("dept.listparentbydept", cx -> {
            long outer = cx.newDept(Context.ROOT_DEPT);
            long inner = cx.newDept(outer);
            OapiV2DepartmentListparentbydeptRequest request = new OapiV2DepartmentListparentbydeptRequest();
            request.setDeptId(inner);
            Check.equal(cx.ok("/topapi/v2/department/listparentbydept", request).getResult().getParentIdList(),
                    List.of(inner, outer, Context.ROOT_DEPT));
        });
        cases.put("dept.listparentbyuser", cx -> {
            long outer = cx.newDept(Context.ROOT_DEPT);
            long inner = cx.newDept(outer);
            String userid = cx.create(cx.newMember(inner));
            OapiV2DepartmentListparentbyuserRequest request = new OapiV2DepartmentListparentbyuserRequest();
            request.setUserid(userid);
            var chains = cx.ok("/topapi/v2/department/listparentbyuser", request).getResult().getParentList();
            Check.equal(chains.size(), 1);
            Check.equal(chains.get(0).getParentDeptIdList(), List.of(inner, outer, Context.ROOT_DEPT));
        });
        cases.put("dept.update", cx -> {
            long first = cx.newDept(Context.ROOT_DEPT);
            long second = cx.newDept(Context.ROOT_DEPT);
            long dept = cx.newDept(first);
            OapiV2DepartmentUpdateRequest request = new OapiV2DepartmentUpdateRequest();
            request.setDeptId(dept);
            request.setParentId(second);
            request.setName(Context.unique("改名"));
            cx.ok("/topapi/v2/department/update", request);
            var got = ok(cx, dept);
            Check.equal(Arrays.asList(got.getName(), got.getParentId()), Arrays.asList(request.getName(), second));
            Check.same(children(cx, first), List.of());
        });
        cases.put("dept.delete", cx -> {
            long parent = cx.newDept(Context.ROOT_DEPT);
            long dept = cx.newDept(parent);
            OapiV2DepartmentDeleteRequest request = new OapiV2DepartmentDeleteRequest();
            request.setDeptId(dept);
            cx.ok("/topapi/v2/department/delete", request);
            Check.refused(get(cx, dept), "60003");
            Check.same(children(cx, parent), List.of());
        });
    }

    static OapiV2DepartmentGetResponse get(Context cx, long dept) throws ApiException {
        OapiV2DepartmentGetRequest request = new OapiV2DepartmentGetRequest();
        request.setDeptId(dept);
        return cx.call("/topapi/v2/department/get", request);
    }

    static OapiV2DepartmentGetResponse.DeptGetResponse ok(Context cx, long dept) throws ApiException {
        OapiV2DepartmentGetResponse response = get(cx, dept);
        Check.that(response.isSuccess(), response.getBody());
        return response.getResult();
    }

    private static List<Long> children(Context cx, long dept) throws ApiException {
        OapiV2DepartmentListsubidRequest request = new OapiV2DepartmentListsubidRequest();
        request.setDeptId(dept);
        return cx.ok("/topapi/v2/department/listsubid", request).getResult().getDeptIdList();
    }

    private DepartmentCases() {
    }
}
