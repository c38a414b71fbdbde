package hobnail.conformance;

import static hobnail.conformance.Context.NOTE;

import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request;
import com.dingtalk.api.request.OapiMessageCorpconversationGetsendprogressRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationRecallRequest;
import com.dingtalk.api.request.OapiUserGetRequest;
import com.dingtalk.api.request.OapiV2DepartmentCreateRequest;
import com.dingtalk.api.request.OapiV2DepartmentDeleteRequest;
import com.dingtalk.api.request.OapiV2DepartmentListsubRequest;
import com.dingtalk.api.request.OapiV2DepartmentUpdateRequest;
import com.dingtalk.api.request.OapiV2UserCreateRequest;
import com.dingtalk.api.request.OapiV2UserGetRequest;
import com.dingtalk.api.request.OapiV2UserGetbymobileRequest;
import com.dingtalk.api.response.OapiV2UserGetResponse;
import com.taobao.api.ApiException;
import com.taobao.api.TaobaoResponse;
import java.util.Map;

/** Refusals: the documented code, read through the SDK, and nothing half-written. */
final class ErrorCases {
    static void add(Map<String, Case> cases) {
        cases.put("error.bad_token", cx -> {
            OapiV2UserGetRequest request = new OapiV2UserGetRequest();
            request.setUserid(cx.userid(0));
            OapiV2UserGetResponse response = cx.client("/topapi/v2/user/get").execute(request, "nonsense");
            Check.refused(response, "88");
            Check.equal(response.getSubCode(), "40014");
            Check.that(!response.getSubMsg().isEmpty(), "no sub_msg");
        });
        cases.put("error.no_token", cx -> {
            OapiV2UserGetRequest request = new OapiV2UserGetRequest();
            request.setUserid(cx.userid(0));
            OapiV2UserGetResponse response = cx.client("/topapi/v2/user/get").execute(request);
            Check.refused(response, "88");
            Check.equal(response.getSubCode(), "41001");
        });
        cases.put("error.bad_token_v1", cx -> {
            OapiUserGetRequest request = new OapiUserGetRequest();
            request.setUserid(cx.userid(0));
            Check.refused(cx.client("/user/get").execute(request, "nonsense"), "40014");
        });
        cases.put("error.unknown_user", cx -> {
            Check.refused(cx.get(Context.unique("nobody")), "33012", "60121");
            OapiUserGetRequest request = new OapiUserGetRequest();
            request.setUserid(Context.unique("nobody"));
            Check.refused(cx.call("/user/get", request), "33012", "60121");
        });
        cases.put("error.unknown_mobile", cx -> {
            OapiV2UserGetbymobileRequest request = new OapiV2UserGetbymobileRequest();
            request.setMobile(Context.mobile());
            Check.refused(cx.call("/topapi/v2/user/getbymobile", request), "60121");
        });
        cases.put("error.unknown_department", cx -> Check.refused(DepartmentCases.get(cx, 987654321), "60003"));
        cases.put("error.missing_parameter", cx -> {
            // Most required fields are checked by the SDK, which then sends nothing; msg it leaves to the server.
            OapiMessageCorpconversationAsyncsendV2Request request = NoteCases.send(null, cx.userid(0));
            request.setAgentId(cx.agent);
            TaobaoResponse response = Check.refused(cx.call(NOTE + "asyncsend_v2", request), "400002", "40035");
            Check.that(response.getMsg().contains("msg"), "doesn't name the field: " + response.getMsg());
        });
        cases.put("error.duplicate_userid", cx -> {
            OapiV2UserCreateRequest made = cx.newMember();
            cx.create(made);
            OapiV2UserCreateRequest again = cx.newMember();
            again.setUserid(made.getUserid());
            Check.refused(cx.call("/topapi/v2/user/create", again), "60102");
            Check.equal(cx.user(made.getUserid()).getMobile(), made.getMobile());
        });
        cases.put("error.duplicate_mobile", cx -> {
            OapiV2UserCreateRequest request = cx.newMember();
            request.setMobile((String) cx.person(0).get("mobile"));
            Check.refused(cx.call("/topapi/v2/user/create", request), "60104");
            Check.refused(cx.get(request.getUserid()), "33012", "60121");
        });
        cases.put("error.department_not_empty", cx -> {
            long withPerson = cx.newDept(Context.ROOT_DEPT);
            long withChild = cx.newDept(Context.ROOT_DEPT);
            cx.create(cx.newMember(withPerson));
            cx.newDept(withChild);
            Check.refused(delete(cx, withPerson), "60005");
            Check.refused(delete(cx, withChild), "60006");
            DepartmentCases.ok(cx, withPerson);
        });
        cases.put("error.department_cycle", cx -> {
            long outer = cx.newDept(Context.ROOT_DEPT);
            long inner = cx.newDept(outer);
            OapiV2DepartmentUpdateRequest request = new OapiV2DepartmentUpdateRequest();
            request.setDeptId(outer);
            request.setParentId(inner);
            Check.refused(cx.call("/topapi/v2/department/update", request), "60010");
            Check.equal(DepartmentCases.ok(cx, outer).getParentId(), Context.ROOT_DEPT);
        });
        cases.put("error.unknown_parent", cx -> {
            OapiV2DepartmentCreateRequest request = new OapiV2DepartmentCreateRequest();
            request.setName(Context.unique("部门"));
            request.setParentId(987654321L);
            Check.refused(cx.call("/topapi/v2/department/create", request), "60004");
        });
        cases.put("error.wrong_agent", cx -> {
            OapiMessageCorpconversationAsyncsendV2Request request =
                    NoteCases.send(NoteCases.text(), cx.userid(0));
            request.setAgentId(999999999L);
            Check.refused(cx.call(NOTE + "asyncsend_v2", request), "40056", "400002", "40035");
        });
        cases.put("error.no_receivers", cx -> {
            OapiMessageCorpconversationAsyncsendV2Request request = NoteCases.send(NoteCases.text(), null);
            request.setAgentId(cx.agent);
            Check.refused(cx.call(NOTE + "asyncsend_v2", request), "400002", "40035");
        });
        cases.put("error.unknown_task", cx -> {
            OapiMessageCorpconversationGetsendprogressRequest progress =
                    new OapiMessageCorpconversationGetsendprogressRequest();
            progress.setAgentId(cx.agent);
            progress.setTaskId(999999999L);
            Check.refused(cx.call(NOTE + "getsendprogress", progress), "40035", "400002");
            OapiMessageCorpconversationRecallRequest recall = new OapiMessageCorpconversationRecallRequest();
            recall.setAgentId(cx.agent);
            recall.setMsgTaskId(999999999L);
            Check.refused(cx.call(NOTE + "recall", recall), "400002", "40035");
        });
        cases.put("error.unknown_path", cx -> {
            Check.refused(cx.call("/topapi/no/such/thing", new OapiV2DepartmentListsubRequest()), "22");
            Check.refused(cx.call("/no/such/thing", new OapiV2DepartmentListsubRequest()), "404");
        });
    }

    private static TaobaoResponse delete(Context cx, long dept) throws ApiException {
        OapiV2DepartmentDeleteRequest request = new OapiV2DepartmentDeleteRequest();
        request.setDeptId(dept);
        return cx.call("/topapi/v2/department/delete", request);
    }

    private ErrorCases() {
    }
}
