package hobnail.conformance;

import com.dingtalk.api.DefaultDingTalkClient;
import com.dingtalk.api.request.OapiGettokenRequest;
import com.dingtalk.api.request.OapiV2DepartmentCreateRequest;
import com.dingtalk.api.request.OapiV2UserCreateRequest;
import com.dingtalk.api.request.OapiV2UserGetRequest;
import com.dingtalk.api.response.OapiGettokenResponse;
import com.dingtalk.api.response.OapiV2UserGetResponse;
import com.taobao.api.ApiException;
import com.taobao.api.TaobaoRequest;
import com.taobao.api.TaobaoResponse;
import com.taobao.api.internal.util.TaobaoUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The server under test: the SDK's client with its address, the demo organisation, and what people received. */
@SuppressWarnings("unchecked")
final class Context {
    static final long ROOT_DEPT = 1;
    static final String NOTE = "/topapi/message/corpconversation/";

    final String url;
    final String appKey;
    final String appSecret;
    final String corpId;
    final long agent;
    final String admin;
    final List<Map<String, Object>> users;
    final List<Map<String, Object>> departments;
    final String token;

    private final HttpClient http = HttpClient.newHttpClient();

    Context(String url) throws Exception {
        this.url = url;
        Map<String, Object> demo = control("GET", "demo");
        appKey = (String) demo.get("app_key");
        appSecret = (String) demo.get("app_secret");
        corpId = (String) demo.get("corp_id");
        agent = (Long) demo.get("agent_id");
        admin = (String) demo.get("admin_userid");
        users = (List<Map<String, Object>>) demo.get("users");
        departments = (List<Map<String, Object>>) demo.get("departments");
        token = token(appKey, appSecret).getAccessToken();
    }

    // --- the SDK, as its users call it ---------------------------------------------------------------------------

    DefaultDingTalkClient client(String path) {
        DefaultDingTalkClient client = new DefaultDingTalkClient(url + path);
        client.setReadTimeout(30_000);
        return client;
    }

    OapiGettokenResponse token(String key, String secret) throws ApiException {
        OapiGettokenRequest request = new OapiGettokenRequest();
        request.setAppkey(key);
        request.setAppsecret(secret);
        request.setHttpMethod("GET");
        return client("/gettoken").execute(request);
    }

    /** Calls an API; the response may be a refusal. */
    <T extends TaobaoResponse> T call(String path, TaobaoRequest<T> request) throws ApiException {
        return client(path).execute(request, token);
    }

    /** Calls an API that must succeed. */
    <T extends TaobaoResponse> T ok(String path, TaobaoRequest<T> request) throws ApiException {
        T response = call(path, request);
        Check.that(response.isSuccess(), path + " refused: " + response.getBody());
        return response;
    }

    // --- the organisation ----------------------------------------------------------------------------------------

    /** Somebody of the demo organisation who is not its administrator. */
    Map<String, Object> person(int index) {
        return users.stream().filter(user -> !admin.equals(user.get("userid"))).skip(index).findFirst().orElseThrow();
    }

    String userid(int index) {
        return (String) person(index).get("userid");
    }

    /** A department of the demo organisation with people in it. */
    Map<String, Object> dept() {
        return departments.stream()
                .filter(dept -> !dept.get("dept_id").equals(ROOT_DEPT) && people(dept).size() > 2)
                .findFirst().orElseThrow();
    }

    /** The userids of the demo organisation's people in a department. */
    List<String> people(Map<String, Object> dept) {
        return users.stream()
                .filter(user -> ((List<Object>) user.get("dept_id_list")).contains(dept.get("dept_id")))
                .map(user -> (String) user.get("userid")).collect(Collectors.toList());
    }

    /** A request for a new member with the required fields filled. */
    OapiV2UserCreateRequest newMember(Long... depts) {
        OapiV2UserCreateRequest request = new OapiV2UserCreateRequest();
        request.setUserid(unique("java"));
        request.setName("李小三");
        request.setMobile(mobile());
        List<String> ids = new ArrayList<>();
        for (Long dept : depts) {
            ids.add(dept.toString());
        }
        request.setDeptIdList(ids.isEmpty() ? "1" : String.join(",", ids));
        return request;
    }

    String create(OapiV2UserCreateRequest request) throws ApiException {
        return ok("/topapi/v2/user/create", request).getResult().getUserid();
    }

    OapiV2UserGetResponse get(String userid) throws ApiException {
        OapiV2UserGetRequest request = new OapiV2UserGetRequest();
        request.setUserid(userid);
        return call("/topapi/v2/user/get", request);
    }

    OapiV2UserGetResponse.UserGetResponse user(String userid) throws ApiException {
        OapiV2UserGetResponse response = get(userid);
        Check.that(response.isSuccess(), response.getBody());
        return response.getResult();
    }

    long newDept(long parent) throws ApiException {
        OapiV2DepartmentCreateRequest request = new OapiV2DepartmentCreateRequest();
        request.setName(unique("部门"));
        request.setParentId(parent);
        return ok("/topapi/v2/department/create", request).getResult().getDeptId();
    }

    static String unique(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    static String mobile() {
        return String.format("198%08d", ThreadLocalRandom.current().nextInt(100_000_000));
    }

    // --- the control API -----------------------------------------------------------------------------------------

    private Map<String, Object> control(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/_hobnail/v1/" + path))
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
        Check.that(reply.statusCode() < 300, path + ": HTTP " + reply.statusCode() + " " + reply.body());
        return reply.body().isBlank() ? Map.of() : (Map<String, Object>) json(reply.body());
    }

    static Object json(String text) {
        return TaobaoUtils.jsonToObject(text);
    }

    /** What a person received of one task; waits until something has arrived, when it is told to. */
    List<Map<String, Object>> messages(String userid, long task, int waitMs) throws Exception {
        String query = "messages?userid=" + userid + "&task_id=" + task + "&wait_ms=" + waitMs;
        return (List<Map<String, Object>>) control("GET", query).get("messages");
    }

    /** The one message that a person received of a task. */
    Map<String, Object> message(String userid, long task) throws Exception {
        List<Map<String, Object>> messages = messages(userid, task, 5000);
        Check.equal(messages.size(), 1);
        return messages.get(0);
    }

    void read(Map<String, Object> message) throws Exception {
        control("POST", "messages/" + message.get("id") + "/read");
    }
}
