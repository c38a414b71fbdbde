package hobnail.conformance;

import com.dingtalk.api.request.OapiDepartmentListRequest;
import com.dingtalk.api.request.OapiExtcontactCreateRequest;
import com.dingtalk.api.request.OapiExtcontactGetRequest;
import com.dingtalk.api.request.OapiRoleAddRoleRequest;
import com.dingtalk.api.request.OapiRoleAddrolesforempsRequest;
import com.dingtalk.api.request.OapiRoleListRequest;
import com.dingtalk.api.request.OapiRoleSimplelistRequest;
import com.dingtalk.api.request.OapiUserSimplelistRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rest of the directory: the older lists that tutorials call, roles, outside contacts. */
final class OlderCases {
    static void add(Map<String, Case> cases) {
        cases.put("dept_v1.list", cx -> {
            OapiDepartmentListRequest request = new OapiDepartmentListRequest();
            request.setId("1");
            request.setFetchChild(true);
            List<Long> listed = cx.ok("/department/list", request).getDepartment().stream()
                    .map(dept -> dept.getId()).collect(Collectors.toList());
            for (Map<String, Object> dept : cx.departments) {
                boolean root = Long.valueOf(Context.ROOT_DEPT).equals(dept.get("dept_id"));
                Check.that(root || listed.contains(dept.get("dept_id")), dept + " is not in " + listed);
            }
        });
        cases.put("user_v1.simplelist", cx -> {
            long dept = cx.newDept(Context.ROOT_DEPT);
            String userid = cx.create(cx.newMember(dept));
            OapiUserSimplelistRequest request = new OapiUserSimplelistRequest();
            request.setDepartmentId(dept);
            request.setOffset(0L);
            request.setSize(10L);
            var page = cx.ok("/user/simplelist", request);
            Check.equal(page.getUserlist().get(0).getUserid(), userid);
            Check.equal(page.getHasMore(), false);
        });
        cases.put("role.people", cx -> {
            OapiRoleListRequest list = new OapiRoleListRequest();
            list.setSize(20L);
            list.setOffset(0L);
            var group = cx.ok("/topapi/role/list", list).getResult().getList().get(0);
            Check.equal(group.getRoles().size(), 4);
            OapiRoleAddRoleRequest refused = new OapiRoleAddRoleRequest();
            refused.setRoleName("新");
            refused.setGroupId(group.getGroupId());
            Check.refused(cx.call("/role/add_role", refused), "23004");
            OapiRoleSimplelistRequest holders = new OapiRoleSimplelistRequest();
            holders.setRoleId(101L);
            holders.setSize(20L);
            holders.setOffset(0L);
            var admins = cx.ok("/topapi/role/simplelist", holders).getResult().getList();
            Check.equal(admins.size(), 1);
            OapiRoleAddrolesforempsRequest give = new OapiRoleAddrolesforempsRequest();
            give.setRoleIds("99");
            give.setUserIds(cx.userid(0));
            Check.refused(cx.call("/topapi/role/addrolesforemps", give), "33011");
        });
        cases.put("ext.create_get", cx -> {
            OapiExtcontactCreateRequest request = new OapiExtcontactCreateRequest();
            var contact = new OapiExtcontactCreateRequest.OpenExtContact();
            contact.setName("客户");
            contact.setMobile(Context.mobile());
            contact.setStateCode("86");
            contact.setLabelIds(List.of(1L));
            contact.setFollowerUserId(cx.userid(0));
            request.setContact(contact);
            String userid = cx.ok("/topapi/extcontact/create", request).getUserid();
            OapiExtcontactGetRequest get = new OapiExtcontactGetRequest();
            get.setUserId(userid);
            var got = cx.ok("/topapi/extcontact/get", get).getResult();
            Check.equal(List.of(got.getName(), got.getMobile()), List.of("客户", contact.getMobile()));
        });
    }

    private OlderCases() {}
}
