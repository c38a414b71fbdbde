package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifierTest {
    private static final String SEND = "/topapi/message/corpconversation/asyncsend_v2";
    private static Hobnail hobnail;
    private Notifier notifier;

    @BeforeAll
    static void start() throws Exception {
        hobnail = new Hobnail();
    }

    @AfterAll
    static void stop() throws Exception {
        hobnail.close();
    }

    @BeforeEach
    void anew() throws Exception {
        hobnail.post("reset", Map.of());
        String appKey = hobnail.demo.get("app_key").getAsString();
        String appSecret = hobnail.demo.get("app_secret").getAsString();
        notifier = new Notifier(hobnail.url, appKey, appSecret, hobnail.demo.get("agent_id").getAsLong(), 0);
    }

    private List<String> received(String userid) throws Exception {
        List<String> texts = new ArrayList<>();
        for (JsonElement message : hobnail.get("messages?wait_ms=5000&userid=" + userid).getAsJsonArray("messages")) {
            texts.add(message.getAsJsonObject().getAsJsonObject("msg").getAsJsonObject("text").get("content").getAsString());
        }
        return texts;
    }

    private List<String> rules() throws Exception {
        List<String> rules = new ArrayList<>();
        for (JsonElement call : hobnail.get("calls?path=" + SEND).getAsJsonArray("calls")) {
            rules.add(call.getAsJsonObject().get("rule").getAsString());
        }
        return rules;
    }

    @Test
    void theCustomerHearsOfIt() throws Exception {
        notifier.shipped("user007", "A-1");
        assertEquals(List.of("订单 A-1 已发货"), received("user007"));
    }

    @Test
    void aTokenThatHasEndedIsRenewed() throws Exception {
        notifier.shipped("user007", "A-1");
        hobnail.post("clock", Map.of("advance_ms", 7_200_000));
        notifier.shipped("user008", "A-2");
        assertEquals(List.of("订单 A-2 已发货"), received("user008"));
        assertEquals(List.of("OK", "TOKEN_EXPIRED", "OK"), rules());
    }

    @Test
    void throttledCallsAreTriedAgain() throws Exception {
        hobnail.post("faults", Map.of("path", SEND, "times", 2, "errcode", 90002));
        notifier.shipped("user007", "A-1");
        assertEquals(List.of("订单 A-1 已发货"), received("user007"));
        assertEquals(List.of("INJECTED", "INJECTED", "OK"), rules());
    }

    @Test
    void throttlingWithoutEndIsTold() throws Exception {
        hobnail.post("faults", Map.of("path", SEND, "times", 100, "errcode", 90002));
        var refused = assertThrows(Notifier.Refused.class, () -> notifier.shipped("user007", "A-1"));
        assertEquals("90002", refused.code);
        assertEquals(0, hobnail.get("messages?userid=user007").getAsJsonArray("messages").size());
    }
}
