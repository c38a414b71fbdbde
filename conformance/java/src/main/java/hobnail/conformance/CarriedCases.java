package hobnail.conformance;

import static hobnail.conformance.Context.NOTE;

import com.dingtalk.api.request.OapiMediaUploadRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Body;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.File;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Form;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Head;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Image;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Msg;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.OA;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Rich;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.StatusBar;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request.Voice;
import com.dingtalk.api.request.OapiMessageCorpconversationStatusBarUpdateRequest;
import com.dingtalk.api.response.OapiMediaUploadResponse;
import com.taobao.api.ApiException;
import com.taobao.api.FileItem;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;

/** Uploading media, and the messages that carry a file or a form. */
@SuppressWarnings("unchecked")
final class CarriedCases {
    /** Makes a message; what it carries is uploaded first. */
    @FunctionalInterface
    interface Maker {
        Msg make(Context cx) throws Exception;
    }

    private static final byte[] RECORDING = bytes(0x23, 0x21, 0x41, 0x4D, 0x52, 0x0A, 0x3C, 0x91, 0x17, 0x16, 0xBE);
    private static final byte[] FILM = bytes(0, 0, 0, 0x18, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0);
    private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.UTF_8);

    static void add(Map<String, Case> cases) {
        cases.put("media.image", cx -> Check.that(
                !upload(cx, "image", "a.png", picture()).equals(upload(cx, "image", "a.png", picture())),
                "the same media_id twice"));
        cases.put("media.voice", cx -> upload(cx, "voice", "录音.amr", RECORDING));
        cases.put("media.video", cx -> {
            String film = upload(cx, "video", "a.mp4", FILM);
            Map<String, Object> message = cx.message(cx.userid(0), NoteCases.task(cx, NoteCases.send(file(film), cx.userid(0))));
            Check.equal(((Map<String, Map<String, Object>>) message.get("msg")).get("file").get("media_id"), film);
        });
        cases.put("media.file", cx -> upload(cx, "file", "报表 1.pdf", PDF));
        cases.put("media.not_what_it_says", cx -> {
            Check.refused(cx.call("/media/upload", media("image", "a.png", PDF)), "40005");
            Check.refused(cx.call("/media/upload", media("music", "a.pdf", PDF)), "40004");
        });
        cases.put("note.foreign_media", cx -> {
            var request = NoteCases.send(image("@lADOADmaWMzazQKA"), cx.userid(0));
            request.setAgentId(cx.agent);
            Check.refused(cx.call(NOTE + "asyncsend_v2", request), "40007");
        });
        cases.put("note.update_status_bar", cx -> {
            long task = NoteCases.task(cx, NoteCases.send(form(cx, true), cx.userid(0)));
            cx.message(cx.userid(0), task);
            var request = new OapiMessageCorpconversationStatusBarUpdateRequest();
            request.setAgentId(cx.agent);
            request.setTaskId(task);
            request.setStatusValue("已完成");
            request.setStatusBg("0xFF78C06E");
            cx.ok(NOTE + "status_bar/update", request);
            Map<String, Object> msg = (Map<String, Object>) cx.message(cx.userid(0), task).get("msg");
            Check.equal(((Map<String, Object>) msg.get("oa")).get("status_bar"),
                    Map.of("status_value", "已完成", "status_bg", "0xFF78C06E"));
        });
    }

    static Map<String, Maker> types() {
        Map<String, Maker> types = new LinkedHashMap<>();
        types.put("image", cx -> image(upload(cx, "image", "图.png", picture())));
        types.put("voice", cx -> {
            Voice voice = new Voice();
            voice.setMediaId(upload(cx, "voice", "a.amr", RECORDING));
            voice.setDuration("10");
            Msg msg = NoteCases.msg("voice");
            msg.setVoice(voice);
            return msg;
        });
        types.put("file", cx -> file(upload(cx, "file", "报表 1.pdf", PDF)));
        types.put("oa", cx -> form(cx, false));
        types.put("oa_status_bar", cx -> form(cx, true));
        return types;
    }

    private static Msg image(String mediaId) {
        Image image = new Image();
        image.setMediaId(mediaId);
        Msg msg = NoteCases.msg("image");
        msg.setImage(image);
        return msg;
    }

    private static Msg file(String mediaId) {
        File file = new File();
        file.setMediaId(mediaId);
        Msg msg = NoteCases.msg("file");
        msg.setFile(file);
        return msg;
    }

    /** A form with everything that the SDK can put into one. */
    private static Msg form(Context cx, boolean withStatus) throws Exception {
        Head head = new Head();
        head.setBgcolor("FFBBBBBB");
        head.setText("头部标题");
        Rich rich = new Rich();
        rich.setNum("15.6");
        rich.setUnit("元");
        Body body = new Body();
        body.setTitle(Context.unique("差旅报销"));
        body.setForm(List.of(row("姓名:", "张三"), row("年龄:", "20"), row("身高:", "1.8米")));
        body.setRich(rich);
        body.setContent("大段文本大段文本");
        body.setImage(upload(cx, "image", "票据.png", picture()));
        body.setFileCount("3");
        body.setAuthor("李四");
        OA oa = new OA();
        oa.setMessageUrl("https://example.com/m");
        oa.setPcMessageUrl("https://example.com/pc");
        oa.setHead(head);
        oa.setBody(body);
        if (withStatus) {
            StatusBar bar = new StatusBar();
            bar.setStatusValue("进行中");
            bar.setStatusBg("0xFFF65E5E");
            oa.setStatusBar(bar);
        }
        Msg msg = NoteCases.msg("oa");
        msg.setOa(oa);
        return msg;
    }

    private static Form row(String key, String value) {
        Form row = new Form();
        row.setKey(key);
        row.setValue(value);
        return row;
    }

    private static String upload(Context cx, String kind, String name, byte[] content) throws ApiException {
        OapiMediaUploadResponse response = cx.ok("/media/upload", media(kind, name, content));
        Check.equal(response.getType(), kind);
        Check.that(response.getMediaId() != null && response.getCreatedAt() > 0, response.getBody());
        return response.getMediaId();
    }

    private static OapiMediaUploadRequest media(String kind, String name, byte[] content) {
        OapiMediaUploadRequest request = new OapiMediaUploadRequest();
        request.setType(kind);
        request.setMedia(new FileItem(name, content));
        return request;
    }

    /** A PNG whose pixels are new each time. */
    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 24; x++) {
            image.setRGB(x, 0, ThreadLocalRandom.current().nextInt());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private CarriedCases() {
    }
}
