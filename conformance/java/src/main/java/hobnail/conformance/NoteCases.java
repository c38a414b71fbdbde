package hobnail.conformance;

import static hobnail.conformance.Context.NOTE;

import com.dingtalk.api.DefaultDingTalkClient;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.ActionCard;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.BtnJsonList;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Link;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Markdown;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Msg;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Text;
import com.dingtalk.api.request.OapiMessageCorpconversationGetsendprogressRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationGetsendresultRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationRecallRequest;
import com.dingtalk.api.response.OapiMessageCorpconversationGetsendprogressResponse.AsyncSendProgress;
import com.dingtalk.api.response.OapiMessageCorpconversationGetsendresultResponse.AsyncSendResult;
import com.taobao.api.ApiException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Work notifications, from sending to recall; each content is new, as the same reaches a person once a day. */
final class NoteCases {
    static void add(Map<String, Case> cases) {
        types().forEach((type, msg) -> cases.put("note." + type, cx -> arrives(cx, send(msg.get(), cx.userid(0)))));
        CarriedCases.types().forEach(
                (type, msg) -> cases.put("note." + type, cx -> arrives(cx, send(msg.make(cx), cx.userid(0)))));
        cases.put("note.msg_as_json_text", cx -> {
            // With this switch the SDK sends lists and objects as JSON text inside strings.
            OapiMessageCorpconversationAsyncsendV2Request request = send(types().get("markdown").get(), cx.userid(0));
            request.setAgentId(cx.agent);
            DefaultDingTalkClient client = cx.client(NOTE + "asyncsend_v2");
            client.setUseJsonString(true);
            var response = client.execute(request, cx.token);
            Check.that(response.isSuccess(), response.getBody());
            Check.equal(cx.message(cx.userid(0), response.getTaskId()).get("msg"), Context.json(request.getMsg()));
        });
        cases.put("note.to_department", cx -> {
            long outer = cx.newDept(Context.ROOT_DEPT);
            long inner = cx.newDept(outer);
            List<String> people = List.of(cx.create(cx.newMember(outer)), cx.create(cx.newMember(inner)));
            OapiMessageCorpconversationAsyncsendV2Request request = send(text(), null);
            request.setDeptIdList(String.valueOf(outer));
            long task = task(cx, request);
            for (String person : people) {
                cx.message(person, task);
            }
            Check.same(result(cx, task).getUnreadUserIdList(), people);
        });
        cases.put("note.each_receiver_once", cx -> {
            long dept = cx.newDept(Context.ROOT_DEPT);
            String person = cx.create(cx.newMember(dept));
            OapiMessageCorpconversationAsyncsendV2Request request = send(text(), person + "," + person);
            request.setDeptIdList(String.valueOf(dept));
            long task = task(cx, request);
            cx.message(person, task);
            Check.equal(result(cx, task).getUnreadUserIdList(), List.of(person));
        });
        cases.put("note.progress", cx -> {
            long task = task(cx, send(text(), cx.userid(0)));
            finished(cx, task);
            Check.equal(cx.messages(cx.userid(0), task, 0).size(), 1);
        });
        cases.put("note.result", cx -> {
            String reader = cx.userid(0);
            String other = cx.userid(1);
            String nobody = Context.unique("nobody");
            long task = task(cx, send(text(), String.join(",", reader, other, nobody)));
            Map<String, Object> message = cx.message(reader, task);
            cx.message(other, task);
            Check.same(result(cx, task).getUnreadUserIdList(), List.of(reader, other));
            Check.equal(result(cx, task).getInvalidUserIdList(), List.of(nobody));
            cx.read(message);
            Check.equal(result(cx, task).getReadUserIdList(), List.of(reader));
            Check.equal(result(cx, task).getUnreadUserIdList(), List.of(other));
        });
        cases.put("note.same_content_once_a_day", cx -> {
            OapiMessageCorpconversationAsyncsendV2Request request = send(text(), cx.userid(0));
            cx.message(cx.userid(0), task(cx, request));
            long again = task(cx, request);
            finished(cx, again);
            AsyncSendResult result = result(cx, again);
            Check.equal(result.getForbiddenUserIdList(), List.of(cx.userid(0)));
            Check.equal(result.getForbiddenList().get(0).getCode(), "143106");
            Check.equal(cx.messages(cx.userid(0), again, 0), List.of());
        });
        cases.put("note.recall", cx -> {
            long task = task(cx, send(text(), cx.userid(0)));
            cx.message(cx.userid(0), task);
            OapiMessageCorpconversationRecallRequest request = new OapiMessageCorpconversationRecallRequest();
            request.setAgentId(cx.agent);
            request.setMsgTaskId(task);
            cx.ok(NOTE + "recall", request);
            Check.equal(cx.message(cx.userid(0), task).get("state"), "recalled");
        });
    }

    private static Map<String, Supplier<Msg>> types() {
        Map<String, Supplier<Msg>> types = new LinkedHashMap<>();
        types.put("text", NoteCases::text);
        types.put("markdown", () -> {
            Markdown markdown = new Markdown();
            markdown.setTitle(Context.unique("标题"));
            markdown.setText("# 一\n\n- 甲 **乙**\n- [链接](https://example.com)");
            Msg msg = msg("markdown");
            msg.setMarkdown(markdown);
            return msg;
        });
        types.put("link", () -> {
            Link link = new Link();
            link.setMessageUrl("https://example.com/a?b=c&d=e");
            link.setPicUrl("@lADOADmaWMzazQKA");
            link.setTitle(Context.unique("链接"));
            link.setText("内容");
            Msg msg = msg("link");
            msg.setLink(link);
            return msg;
        });
        types.put("action_card_single", () -> {
            ActionCard card = new ActionCard();
            card.setTitle(Context.unique("卡"));
            card.setMarkdown("### 正文");
            card.setSingleTitle("查看详情");
            card.setSingleUrl("https://example.com");
            Msg msg = msg("action_card");
            msg.setActionCard(card);
            return msg;
        });
        types.put("action_card_multi", () -> {
            ActionCard card = new ActionCard();
            card.setTitle(Context.unique("卡"));
            card.setMarkdown("# 请选择");
            card.setBtnOrientation("1");
            card.setBtnJsonList(List.of(button("同意", "yes"), button("拒绝", "no")));
            Msg msg = msg("action_card");
            msg.setActionCard(card);
            return msg;
        });
        return types;
    }

    static Msg text() {
        Text text = new Text();
        text.setContent(Context.unique("月会通知 "));
        Msg msg = msg("text");
        msg.setText(text);
        return msg;
    }

    static Msg msg(String type) {
        Msg msg = new Msg();
        msg.setMsgtype(type);
        return msg;
    }

    private static BtnJsonList button(String title, String path) {
        BtnJsonList button = new BtnJsonList();
        button.setTitle(title);
        button.setActionUrl("https://example.com/" + path);
        return button;
    }

    static OapiMessageCorpconversationAsyncsendV2Request send(Msg msg, String userids) {
        OapiMessageCorpconversationAsyncsendV2Request request = new OapiMessageCorpconversationAsyncsendV2Request();
        request.setUseridList(userids);
        request.setToAllUser(false);
        if (msg != null) {
            request.setMsg(msg);
        }
        return request;
    }

    static long task(Context cx, OapiMessageCorpconversationAsyncsendV2Request request) throws ApiException {
        request.setAgentId(cx.agent);
        return cx.ok(NOTE + "asyncsend_v2", request).getTaskId();
    }

    /** What arrives is what the SDK serialised. */
    private static void arrives(Context cx, OapiMessageCorpconversationAsyncsendV2Request request) throws Exception {
        Map<String, Object> message = cx.message(request.getUseridList(), task(cx, request));
        Check.equal(message.get("msg"), Context.json(request.getMsg()));
        Check.equal(Arrays.asList(message.get("agent_id"), message.get("state")), Arrays.asList(cx.agent, "unread"));
    }

    private static AsyncSendResult result(Context cx, long task) throws ApiException {
        OapiMessageCorpconversationGetsendresultRequest request = new OapiMessageCorpconversationGetsendresultRequest();
        request.setAgentId(cx.agent);
        request.setTaskId(task);
        return cx.ok(NOTE + "getsendresult", request).getSendResult();
    }

    /** Asks for the progress until the task is done; a bounded number of questions. */
    private static void finished(Context cx, long task) throws ApiException {
        OapiMessageCorpconversationGetsendprogressRequest request =
                new OapiMessageCorpconversationGetsendprogressRequest();
        request.setAgentId(cx.agent);
        request.setTaskId(task);
        AsyncSendProgress progress = null;
        for (int asked = 0; asked < 2000; asked++) {
            progress = cx.ok(NOTE + "getsendprogress", request).getProgress();
            if (progress.getStatus() == 2) {
                Check.equal(progress.getProgressInPercent(), 100L);
                return;
            }
        }
        throw new AssertionError("not finished: status " + progress.getStatus());
    }

    private NoteCases() {
    }
}
