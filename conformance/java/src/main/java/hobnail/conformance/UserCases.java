package hobnail.conformance;

import com.dingtalk.api.request.OapiUserCountRequest;
import com.dingtalk.api.request.OapiUserGetByMobileRequest;
import com.dingtalk.api.request.OapiUserGetRequest;
import com.dingtalk.api.request.OapiUserGetUseridByUnionidRequest;
import com.dingtalk.api.request.OapiUserGetbyunionidRequest;
import com.dingtalk.api.request.OapiUserListidRequest;
import com.dingtalk.api.request.OapiUserListsimpleRequest;
import com.dingtalk.api.request.OapiV2UserCreateRequest;
import com.dingtalk.api.request.OapiV2UserDeleteRequest;
import com.dingtalk.api.request.OapiV2UserGetbymobileRequest;
import com.dingtalk.api.request.OapiV2UserListRequest;
import com.dingtalk.api.request.OapiV2UserUpdateRequest;
import com.dingtalk.api.response.OapiUserGetResponse;
import com.dingtalk.api.response.OapiUserGetUseridByUnionidResponse;
import com.dingtalk.api.response.OapiUserListsimpleResponse;
import com.dingtalk.api.response.OapiV2UserCreateResponse;
import com.dingtalk.api.response.OapiV2UserGetResponse;
import com.dingtalk.api.response.OapiV2UserListResponse;
import com.taobao.api.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** People: finding, listing, counting, and the life of a member. */
@SuppressWarnings("unchecked")
final class UserCases {
    static void add(Map<String, Case> cases) {
        reading(cases);
        listing(cases);
        writing(cases);
    }

    private static void reading(Map<String, Case> cases) {
        cases.put("user_v1.get", cx -> {
            OapiUserGetRequest request = new OapiUserGetRequest();
            request.setUserid(cx.userid(0));
            OapiUserGetResponse user = cx.ok("/user/get", request);
            Map<String, Object> person = cx.person(0);
            Check.equal(Arrays.asList(user.getUserid(), user.getName(), user.getMobile(), user.getUnionid()),
                    Arrays.asList(person.get("userid"), person.get("name"), person.get("mobile"),
                            person.get("unionid")));
            Check.same(user.getDepartment(), (List<Long>) person.get("dept_id_list"));
        });
        cases.put("user_v1.get_by_mobile", cx -> {
            OapiUserGetByMobileRequest request = new OapiUserGetByMobileRequest();
            request.setMobile((String) cx.person(0).get("mobile"));
            Check.equal(cx.ok("/user/get_by_mobile", request).getUserid(), cx.userid(0));
        });
        cases.put("user_v1.get_userid_by_unionid", cx -> {
            OapiUserGetUseridByUnionidRequest request = new OapiUserGetUseridByUnionidRequest();
            request.setUnionid((String) cx.person(0).get("unionid"));
            OapiUserGetUseridByUnionidResponse response = cx.ok("/user/getUseridByUnionid", request);
            Check.equal(response.getUserid(), cx.userid(0));
            Check.equal(response.getContactType(), 0L);
        });
        cases.put("user.get", cx -> {
            Map<String, Object> person = cx.person(0);
            OapiV2UserGetResponse.UserGetResponse user = cx.user(cx.userid(0));
            Check.equal(Arrays.asList(user.getUserid(), user.getName(), user.getMobile(), user.getUnionid()),
                    Arrays.asList(person.get("userid"), person.get("name"), person.get("mobile"),
                            person.get("unionid")));
            Check.same(user.getDeptIdList(), (List<Long>) person.get("dept_id_list"));
            Check.equal(user.getLeaderInDept().size(), user.getDeptIdList().size());
            Check.equal(cx.user(cx.admin).getAdmin(), true);
        });
        cases.put("user.get_by_mobile", cx -> Check.equal(byMobile(cx, cx.person(1).get("mobile")), cx.userid(1)));
        cases.put("user.get_by_unionid", cx -> {
            OapiUserGetbyunionidRequest request = new OapiUserGetbyunionidRequest();
            request.setUnionid((String) cx.person(0).get("unionid"));
            var result = cx.ok("/topapi/user/getbyunionid", request).getResult();
            Check.equal(result.getUserid(), cx.userid(0));
            Check.equal(result.getContactType(), 0L);
        });
    }

    private static void listing(Map<String, Case> cases) {
        cases.put("user.listsimple", cx -> {
            Map<String, Object> dept = cx.dept();
            List<String> listed = new ArrayList<>();
            OapiUserListsimpleResponse.PageResult page;
            long cursor = 0;
            do {
                OapiUserListsimpleRequest request = new OapiUserListsimpleRequest();
                request.setDeptId((Long) dept.get("dept_id"));
                request.setCursor(cursor);
                request.setSize(2L);
                page = cx.ok("/topapi/user/listsimple", request).getResult();
                Check.that(page.getList().size() <= 2, "more than a page");
                for (OapiUserListsimpleResponse.ListUserSimpleResponse user : page.getList()) {
                    Check.that(user.getName() != null, "no name");
                    listed.add(user.getUserid());
                }
                cursor = page.getHasMore() ? page.getNextCursor() : 0;
            } while (page.getHasMore() && listed.size() < 1000);
            Check.same(listed, cx.people(dept));
        });
        cases.put("user.list", cx -> {
            Map<String, Object> dept = cx.dept();
            List<String> listed = new ArrayList<>();
            OapiV2UserListResponse.PageResult page;
            long cursor = 0;
            do {
                OapiV2UserListRequest request = new OapiV2UserListRequest();
                request.setDeptId((Long) dept.get("dept_id"));
                request.setCursor(cursor);
                request.setSize(2L);
                request.setOrderField("entry_asc");
                request.setContainAccessLimit(false);
                page = cx.ok("/topapi/v2/user/list", request).getResult();
                for (OapiV2UserListResponse.ListUserResponse user : page.getList()) {
                    Check.that(user.getDeptIdList().contains(dept.get("dept_id")), user.getUserid());
                    Check.that(user.getUnionid() != null && user.getMobile() != null, "fields missing");
                    listed.add(user.getUserid());
                }
                cursor = page.getHasMore() ? page.getNextCursor() : 0;
            } while (page.getHasMore() && listed.size() < 1000);
            Check.same(listed, cx.people(dept));
        });
        cases.put("user.listid", cx ->
                Check.same(ids(cx, (Long) cx.dept().get("dept_id")), cx.people(cx.dept())));
        cases.put("user.count", cx -> {
            long before = count(cx, false);
            Check.that(before >= cx.users.size(), before);
            cx.create(cx.newMember());
            Check.equal(count(cx, false), before + 1);
            Check.that(count(cx, true) <= before + 1, "more active people than people");
        });
    }

    private static void writing(Map<String, Case> cases) {
        cases.put("user.create", cx -> {
            OapiV2UserCreateRequest request = cx.newMember();
            request.setTitle("技术总监");
            request.setJobNumber(Context.unique("J"));
            request.setEmail(Context.unique("m") + "@example.com");
            request.setRemark("备注");
            request.setWorkPlace("未来park");
            request.setHiredDate(1597573616828L);
            request.setManagerUserid(cx.userid(0));
            request.setHideMobile(false);
            request.setSeniorMode(false);
            OapiV2UserCreateResponse made = cx.ok("/topapi/v2/user/create", request);
            Check.equal(made.getResult().getUserid(), request.getUserid());
            var user = cx.user(request.getUserid());
            Check.equal(
                    Arrays.asList(user.getName(), user.getMobile(), user.getTitle(), user.getJobNumber(),
                            user.getEmail(), user.getRemark(), user.getWorkPlace(), user.getHiredDate(),
                            user.getManagerUserid(), user.getDeptIdList()),
                    Arrays.asList(request.getName(), request.getMobile(), request.getTitle(), request.getJobNumber(),
                            request.getEmail(), request.getRemark(), request.getWorkPlace(), request.getHiredDate(),
                            request.getManagerUserid(), List.of(Context.ROOT_DEPT)));
            Check.equal(user.getUnionid(), made.getResult().getUnionId());
            Check.equal(byMobile(cx, request.getMobile()), request.getUserid());
            OapiUserGetRequest old = new OapiUserGetRequest();
            old.setUserid(request.getUserid());
            Check.equal(cx.ok("/user/get", old).getHiredDate().getTime(), request.getHiredDate());
        });
        cases.put("user.extension", cx -> {
            OapiV2UserCreateRequest request = cx.newMember();
            request.setExtension("{\"爱好\":\"旅游\",\"年龄\":\"24\"}"); // the SDK sends it as an object
            cx.create(request);
            Check.equal(Context.json(cx.user(request.getUserid()).getExtension()),
                    Context.json(request.getExtension()));
        });
        cases.put("user.create_without_userid", cx -> {
            OapiV2UserCreateRequest request = cx.newMember();
            request.setUserid(null);
            Check.equal(cx.user(cx.create(request)).getMobile(), request.getMobile());
        });
        cases.put("user.create_in_several_departments", cx -> {
            long first = cx.newDept(Context.ROOT_DEPT);
            long second = cx.newDept(Context.ROOT_DEPT);
            OapiV2UserCreateRequest request = cx.newMember(first, second);
            OapiV2UserCreateRequest.DeptOrder order = new OapiV2UserCreateRequest.DeptOrder();
            order.setDeptId(second);
            order.setOrder(7L);
            request.setDeptOrderList(List.of(order));
            cx.create(request);
            var user = cx.user(request.getUserid());
            Check.same(user.getDeptIdList(), List.of(first, second));
            Check.that(user.getDeptOrderList().stream()
                    .anyMatch(each -> each.getDeptId() == second && each.getOrder() == 7), "order in the department");
            Check.equal(ids(cx, first), List.of(request.getUserid()));
            Check.equal(ids(cx, second), List.of(request.getUserid()));
        });
        cases.put("user.update", cx -> {
            long dept = cx.newDept(Context.ROOT_DEPT);
            OapiV2UserCreateRequest made = cx.newMember();
            cx.create(made);
            OapiV2UserUpdateRequest request = new OapiV2UserUpdateRequest();
            request.setUserid(made.getUserid());
            request.setName("李大三");
            request.setTitle("经理");
            request.setDeptIdList(String.valueOf(dept));
            cx.ok("/topapi/v2/user/update", request);
            var user = cx.user(made.getUserid());
            Check.equal(Arrays.asList(user.getName(), user.getTitle(), user.getDeptIdList(), user.getMobile()),
                    Arrays.asList("李大三", "经理", List.of(dept), made.getMobile()));
            Check.equal(ids(cx, dept), List.of(made.getUserid()));
        });
        cases.put("user.delete", cx -> {
            long dept = cx.newDept(Context.ROOT_DEPT);
            OapiV2UserCreateRequest made = cx.newMember(dept);
            cx.create(made);
            OapiV2UserDeleteRequest request = new OapiV2UserDeleteRequest();
            request.setUserid(made.getUserid());
            cx.ok("/topapi/v2/user/delete", request);
            Check.refused(cx.get(made.getUserid()), "33012", "60121");
            Check.that(ids(cx, dept).isEmpty(), "still in the department");
            OapiV2UserCreateRequest again = cx.newMember(dept);
            again.setMobile(made.getMobile());
            Check.equal(cx.user(cx.create(again)).getMobile(), made.getMobile());
        });
    }

    private static String byMobile(Context cx, Object mobile) throws ApiException {
        OapiV2UserGetbymobileRequest request = new OapiV2UserGetbymobileRequest();
        request.setMobile((String) mobile);
        return cx.ok("/topapi/v2/user/getbymobile", request).getResult().getUserid();
    }

    static List<String> ids(Context cx, long dept) throws ApiException {
        OapiUserListidRequest request = new OapiUserListidRequest();
        request.setDeptId(dept);
        return cx.ok("/topapi/user/listid", request).getResult().getUseridList();
    }

    private static long count(Context cx, boolean onlyActive) throws ApiException {
        OapiUserCountRequest request = new OapiUserCountRequest();
        request.setOnlyActive(onlyActive);
        return cx.ok("/topapi/user/count", request).getResult().getCount();
    }

    private UserCases() {
    }
}
