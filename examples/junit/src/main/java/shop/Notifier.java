package shop;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Tells employees that their order has shipped. */
public class Notifier {
    private static final Set<String> EXPIRED = Set.of("40014", "42001");
    private static final Set<String> THROTTLED = Set.of("90002", "90018");
    private static final int TRIES = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Gson gson = new Gson();
    private final String baseUrl, appKey, appSecret;
    private final long agentId, pauseMs;
    private String token;

    /** The platform said no. */
    public static class Refused extends RuntimeException {
        /** Its errcode. */
        public final String code;

        Refused(JsonObject reply) {
            super(reply.get("errmsg").getAsString());
            // On /topapi the gateway wraps its own refusals in 88.
            code = reply.get(reply.get("errcode").getAsInt() == 88 ? "sub_code" : "errcode").getAsString();
        }
    }

    public Notifier(String baseUrl, String appKey, String appSecret, long agentId, long pauseMs) {
        this.baseUrl = baseUrl;
        this.appKey = appKey;
        this.appSecret = appSecret;
        this.agentId = agentId;
        this.pauseMs = pauseMs;
    }

    /** The task_id of the notification. */
    public long shipped(String userid, String order) throws IOException, InterruptedException {
        Map<String, Object> message = Map.of("msgtype", "text", "text", Map.of("content", "订单 " + order + " 已发货"));
        Map<String, Object> body = Map.of("agent_id", agentId, "userid_list", userid, "msg", message);
        return call("/topapi/message/corpconversation/asyncsend_v2", body).get("task_id").getAsLong();
    }

    private JsonObject call(String path, Object body) throws IOException, InterruptedException {
        for (int left = TRIES - 1; ; left--) {
            try {
                if (token == null) {
                    String query = "?appkey=" + escaped(appKey) + "&appsecret=" + escaped(appSecret);
                    token = ask(HttpRequest.newBuilder(URI.create(baseUrl + "/gettoken" + query))).get("access_token").getAsString();
                }
                URI uri = URI.create(baseUrl + path + "?access_token=" + escaped(token));
                return ask(HttpRequest.newBuilder(uri)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(gson.toJson(body))));
            } catch (Refused refused) {
                if (EXPIRED.contains(refused.code) && left > 0) {
                    token = null;
                } else if (THROTTLED.contains(refused.code) && left > 0) {
                    Thread.sleep(pauseMs);
                } else {
                    throw refused;
                }
            }
        }
    }

    private JsonObject ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        String text = http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        JsonObject reply = gson.fromJson(text, JsonObject.class);
        if (reply.get("errcode").getAsInt() != 0) {
            throw new Refused(reply);
        }
        return reply;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
