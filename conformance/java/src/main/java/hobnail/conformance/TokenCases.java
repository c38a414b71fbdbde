package hobnail.conformance;

import com.dingtalk.api.request.OapiAuthScopesRequest;
import com.dingtalk.api.request.OapiGetJsapiTicketRequest;
import com.dingtalk.api.request.OapiGettokenRequest;
import com.dingtalk.api.response.OapiAuthScopesResponse;
import com.dingtalk.api.response.OapiGetJsapiTicketResponse;
import com.dingtalk.api.response.OapiGettokenResponse;
import java.util.Map;

/** Tokens, tickets and what a token may see. */
final class TokenCases {
    static void add(Map<String, Case> cases) {
        cases.put("token.get", cx -> {
            OapiGettokenResponse response = cx.token(cx.appKey, cx.appSecret);
            Check.that(response.isSuccess(), response.getBody());
            Check.equal(response.getErrcode(), 0L);
            Check.equal(response.getExpiresIn(), 7200L);
            Check.that(cx.client("/auth/scopes").execute(new OapiAuthScopesRequest(), response.getAccessToken())
                    .isSuccess(), "the token is not accepted");
        });
        cases.put("token.same_while_alive", cx -> Check.equal(cx.token(cx.appKey, cx.appSecret).getAccessToken(),
                cx.token(cx.appKey, cx.appSecret).getAccessToken()));
        cases.put("token.corpid_and_corpsecret", cx -> {
            OapiGettokenRequest request = new OapiGettokenRequest();
            request.setCorpid(cx.corpId);
            request.setCorpsecret(cx.appSecret);
            OapiGettokenResponse response = cx.client("/gettoken").execute(request);
            Check.that(response.isSuccess(), response.getBody());
            Check.that(cx.client("/auth/scopes").execute(new OapiAuthScopesRequest(), response.getAccessToken())
                    .isSuccess(), "the token is not accepted");
        });
        cases.put("token.wrong_secret", cx -> Check.refused(cx.token(cx.appKey, "wrong"), "40096"));
        cases.put("token.wrong_key", cx -> Check.refused(cx.token("dingnobody", cx.appSecret), "40096"));
        cases.put("token.missing_parameters", cx ->
                Check.refused(cx.client("/gettoken").execute(new OapiGettokenRequest()), "40035", "40096"));
        cases.put("ticket.jsapi", cx -> {
            OapiGetJsapiTicketResponse response = cx.ok("/get_jsapi_ticket", new OapiGetJsapiTicketRequest());
            Check.equal(response.getExpiresIn(), 7200L);
            Check.that(!response.getTicket().isEmpty(), "an empty ticket");
            Check.equal(cx.ok("/get_jsapi_ticket", new OapiGetJsapiTicketRequest()).getTicket(), response.getTicket());
        });
        cases.put("scopes.auth", cx -> {
            OapiAuthScopesResponse response = cx.ok("/auth/scopes", new OapiAuthScopesRequest());
            Check.that(response.getAuthOrgScopes().getAuthedDept().contains(Context.ROOT_DEPT), response.getBody());
            Check.that(response.getAuthUserField().contains("name"), response.getBody());
        });
    }

    private TokenCases() {
    }
}
