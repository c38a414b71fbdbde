//! Uploading media.

use hobnail_testkit::{World, json, tests};

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

tests! {
    /// Each kind with each documented format; the reply is the documented one, and a media_id is never given twice.
    async fn every_kind_is_taken(w: World) {
        let app = w.app().await;
        let now = w.now_ms().await;
        let mut seen = std::collections::HashSet::new();
        for (kind, name, bytes) in [
            ("image", "a.gif", GIF),
            ("image", "a.gif", GIF),
            ("voice", "a.mp3", b"ID3\x04\0\0\0\0\0\0".as_slice()),
            ("voice", "a.wav", b"RIFF\x24\0\0\0WAVEfmt "),
            ("video", "a.mp4", b"\0\0\0\x18ftypisom\0\0\x02\0"),
            ("file", "a.docx", b"PK\x03\x04\x14\0"),
            ("file", "a.rar", b"Rar!\x1A\x07\x01\0"),
        ] {
            let reply = app.upload(kind, name, bytes).await.ok();
            assert_eq!((&reply["errmsg"], &reply["type"]), (&json!("ok"), &json!(kind)));
            assert!(reply["created_at"].as_i64().is_some_and(|at| at >= now), "{reply}");
            let media_id = reply["media_id"].as_str().expect("a media_id").to_owned();
            assert!(media_id.starts_with("@lAD") && seen.insert(media_id.clone()), "{media_id}");
        }
    }

    /// What is refused: the kind, the file's absence, emptiness, size and format, each with its code.
    async fn bad_uploads_are_refused(w: World) {
        let app = w.app().await;
        app.upload("music", "a.gif", GIF).await.refused_for(40004, "type");
        app.upload("image", "a.gif", b"").await.refused_for(44001, "media");
        app.upload("image", "a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>").await.refused_for(40005, "media");
        app.upload("image", "a.gif", &GIF[..20]).await.refused_for(40005, "media");
        app.upload("file", "a.pdf", b"MZ\x90\0").await.refused_for(40005, "media");
        app.upload("voice", "a.mp3", GIF).await.refused_for(40005, "media");
        let mut bomb = GIF.to_vec();
        bomb[6..10].copy_from_slice(&[0x60, 0xEA, 0x60, 0xEA]);
        app.upload("image", "a.gif", &bomb).await.refused_for(40006, "media");
        let mut voice = b"ID3".to_vec();
        voice.resize(2 * 1024 * 1024 + 1, 0);
        app.upload("voice", "a.mp3", &voice).await.refused_for(45001, "media");
        let mut file = b"%PDF-1.4".to_vec();
        file.resize(20 * 1024 * 1024 + 1, 0);
        app.upload("file", "a.pdf", &file).await.refused_for(45001, "media");
        file.pop();
        app.upload("file", "a.pdf", &file).await.ok();

        let at = format!("/media/upload?type=image&access_token={}", app.token);
        w.raw(&at, "multipart/form-data; boundary=cut", "--cut--\r\n").await.refused_for(41005, "media");
        w.raw(&at, "multipart/form-data; boundary=cut", "--cut\r\nContent-Disposition: form-data; name=\"media\"\r\n\r\nupload:x\r\n--cut--\r\n")
            .await
            .refused_for(41005, "media");
        w.raw(&at, "multipart/form-data; boundary=cut", "--cut\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"\r\n\r\nGIF")
            .await
            .refused(40038);
        w.raw(&at, "multipart/form-data", "x").await.refused(40038);
        app.post("/media/upload", json!({ "type": "image", "media": "upload:0" })).await.refused_for(41005, "media");
        app.upload("image", "a.gif", GIF).await.ok();
    }

    /// The kind may stand in the query and the token in the body, as some clients send them.
    async fn kind_and_token_where_clients_put_them(w: World) {
        let app = w.app().await;
        let mut body = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n{}\r\n--cut\r\n\
             Content-Disposition: form-data; name=\"media\"; filename=\"a.gif\"\r\n\r\n",
            app.token
        )
        .into_bytes();
        body.extend_from_slice(GIF);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let path = "/media/upload?type=image";
        assert_eq!(w.raw(path, "multipart/form-data; boundary=cut", body.clone()).await.ok()["type"], "image");
        let needs = w.new_app(json!({ "scopes": [] })).await;
        needs.upload("image", "a.gif", GIF).await.refused(60011);
        // Elsewhere a multipart body is not taken.
        let other = format!("/topapi/v2/user/get?access_token={}", app.token);
        w.raw(&other, "multipart/form-data; boundary=cut", body).await.refused(40038);
    }
}
