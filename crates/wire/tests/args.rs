//! What real clients send, and what is made of it: every row of leniency and every refusal.

use hobnail_wire::{
    Args, CommaList, DeptId, Fault, JsonObject, UserId,
    serde_json::{Value, json},
    wire,
};

#[wire]
#[derive(Debug)]
struct Ask {
    name: Option<String>,
    size: Option<i64>,
    small: Option<i32>,
    ratio: Option<f64>,
    flag: Option<bool>,
    #[limit(max_items = 3)]
    ids: Option<Vec<DeptId>>,
    users: Option<CommaList<UserId>>,
    depts: Option<CommaList<DeptId>>,
    msg: Option<JsonObject>,
    inner: Option<Inner>,
    rows: Option<Vec<Inner>>,
    kind: Option<Kind>,
}

#[wire]
#[derive(Debug)]
struct Inner {
    #[limit(max_len = 4)]
    text: String,
    n: Option<i64>,
}

#[wire]
#[derive(Debug)]
enum Kind {
    First,
    SecondOne,
}

#[wire]
#[derive(Debug)]
struct Must {
    userid: String,
}

#[wire]
#[derive(Debug)]
struct Nested {
    #[limit(nested)]
    rows: Vec<Inner>,
    #[limit(min = 1, max = 100)]
    size: i64,
}

fn body(bytes: &[u8]) -> Result<Args, Fault> {
    let mut args = Args::new();
    args.add_body(bytes)?;
    Ok(args)
}

fn ask(bytes: &[u8]) -> Result<Value, Fault> {
    body(bytes)?.decode::<Ask>().map(|ask| hobnail_wire::serde_json::to_value(ask).unwrap())
}

#[test]
fn what_clients_send_is_understood() {
    let rows: &[(&str, Value)] = &[
        // As documented.
        (
            r#"{"name":"a","size":50,"flag":true,"ids":[1,2],"ratio":1.5}"#,
            json!({"name":"a","size":50,"flag":true,"ids":[1,2],"ratio":1.5}),
        ),
        // The official Java SDK: scalars are texts, lists and objects are JSON.
        (
            r#"{"size":"50","flag":"true","ids":["1","2"],"ratio":"1.5","inner":{"text":"x","n":"7"}}"#,
            json!({"size":50,"flag":true,"ids":[1,2],"ratio":1.5,"inner":{"text":"x","n":7}}),
        ),
        // The same with its flag: everything is text.
        (
            r#"{"ids":"[1,2]","inner":"{\"text\":\"x\",\"n\":7}","rows":"[{\"text\":\"a\"},{\"text\":\"b\"}]","msg":"{\"a\":1}"}"#,
            json!({"ids":[1,2],"inner":{"text":"x","n":7},"rows":[{"text":"a"},{"text":"b"}],"msg":{"a":1}}),
        ),
        // Forms.
        (
            "name=a+b&size=50&flag=1&ids=%5B1%2C2%5D&users=u1%2Cu2",
            json!({"name":"a b","size":50,"flag":true,"ids":[1,2],"users":"u1,u2"}),
        ),
        (r#"msg={"a":"x=y"}&name=a=b=c"#, json!({"msg":{"a":"x=y"},"name":"a=b=c"})),
        ("name=%E4%BD%A0%E5%A5%BD", json!({"name":"你好"})),
        ("name=100%&size=5", json!({"name":"100%","size":5})),
        ("name=%EF%BF%BD", json!({"name":"\u{fffd}"})),
        ("name", json!({"name":""})),
        ("&&name=a&", json!({"name":"a"})),
        // Numbers and flags.
        (r#"{"size":" 12 "}"#, json!({"size":12})),
        (r#"{"size":12.0}"#, json!({"size":12})),
        (r#"{"size":1e3}"#, json!({"size":1000})),
        (r#"{"size":"-9223372036854775808"}"#, json!({"size":i64::MIN})),
        (r#"{"flag":1}"#, json!({"flag":true})),
        (r#"{"flag":0}"#, json!({"flag":false})),
        (r#"{"flag":"False"}"#, json!({"flag":false})),
        (r#"{"ratio":3}"#, json!({"ratio":3.0})),
        // A number where a text is wanted, and a JSON text that stays a text.
        (r#"{"name":12}"#, json!({"name":"12"})),
        (r#"{"name":true}"#, json!({"name":"true"})),
        (r#"{"name":"{\"a\":1}"}"#, json!({"name":"{\"a\":1}"})),
        (r#"{"name":{"a":1}}"#, json!({"name":"{\"a\":1}"})),
        (r#"{"name":"12"}"#, json!({"name":"12"})),
        // Lists written as one text.
        (r#"{"users":"u1,u2"}"#, json!({"users":"u1,u2"})),
        (r#"{"users":" u1 , u2 ,, "}"#, json!({"users":"u1,u2"})),
        (r#"{"users":["u1","u2"]}"#, json!({"users":"u1,u2"})),
        (r#"{"users":"[\"u1\",\"u2\"]"}"#, json!({"users":"u1,u2"})),
        (r#"{"users":"\"u1,u2\""}"#, json!({"users":"u1,u2"})),
        (r#"{"users":7}"#, json!({"users":"7"})),
        (r#"{"depts":"1,2"}"#, json!({"depts":"1,2"})),
        (r#"{"depts":5}"#, json!({"depts":"5"})),
        (r#"{"depts":[5,"6"]}"#, json!({"depts":"5,6"})),
        (r#"{"users":""}"#, json!({"users":""})),
        // Names of enumerations.
        (r#"{"kind":"second_one"}"#, json!({"kind":"second_one"})),
        // Null is absent; what nobody asked for is passed over, whatever it is.
        (r#"{"name":null,"size":null}"#, json!({})),
        (r#"{"unknown":{"deep":[1,{"a":null}]},"name":"a"}"#, json!({"name":"a"})),
        // Bodies that are nothing, or begin with a byte order mark or white space.
        ("", json!({})),
        ("  \r\n ", json!({})),
        ("{}", json!({})),
        ("\u{feff}{\"name\":\"a\"}", json!({"name":"a"})),
        ("\r\n\t {\"name\":\"a\"}\n", json!({"name":"a"})),
        // The last of two wins.
        (r#"{"name":"a","name":"b"}"#, json!({"name":"b"})),
        ("name=a&name=b", json!({"name":"b"})),
        // Texts of every plane; escapes.
        (r#"{"name":"😀\ud83d\ude00\u4f60"}"#, json!({"name":"😀😀你"})),
    ];
    for (sent, want) in rows {
        match ask(sent.as_bytes()) {
            Ok(got) => assert_eq!(&got, want, "{sent}"),
            Err(fault) => panic!("{sent}: {fault}"),
        }
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_code_and_field() {
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let deep_text = json!({ "msg": format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200)) }).to_string();
    let rows: &[(&[u8], i64, Option<&str>)] = &[
        (b"{", 47001, None),
        (b"{\"name\":", 47001, None),
        (b"{\"name\":a}", 47001, None),
        (b"{\"name\":\"a\"} x", 47001, None),
        (b"{'name':'a'}", 47001, None),
        (b"{\"name\":\"a\",}", 47001, None),
        (b"{\"name\":NaN}", 47001, None),
        (b"{\"size\":1e999}", 47001, None),
        (b"{\"name\":\"\\ud800\"}", 47001, None),
        (b"{\"name\":\"a\nb\"}", 47001, None),
        (deep.as_bytes(), 47001, None),
        (deep_text.as_bytes(), 47001, Some("msg")),
        (b"[1,2", 47001, None),
        (b"{\"name\":\"\xff\xfe\"}", 40033, None),
        (b"{\"\xc3\x28\":1}", 40033, None),
        (b"name=%FF", 40033, None),
        (b"name=\xe4\xbd", 40033, None),
        (b"%C3%28=1", 40033, None),
        (b"{\"name\":\"a\\u0000b\"}", 40033, Some("name")),
        (b"{\"na\\u0000me\":1}", 40033, Some("name")),
        (b"{\"inner\":{\"text\":\"\\u0000\"}}", 40033, Some("inner")),
        (b"{\"unknown\":[[\"\\u0000\"]]}", 40033, Some("unknown")),
        (b"name=a%00b", 40033, Some("name")),
        (b"{\"inner\":\"{\\\"text\\\":\\\"\\\\u0000\\\"}\"}", 40033, Some("inner")),
        (b"msg={\"a\":\"\\u0000\"}", 40033, Some("msg")),
        (b"{\"size\":\"ten\"}", 40035, Some("size")),
        (b"{\"size\":1.5}", 40035, Some("size")),
        (b"{\"size\":\"9223372036854775808\"}", 40035, Some("size")),
        (b"{\"size\":18446744073709551616}", 40035, Some("size")),
        (b"{\"size\":true}", 40035, Some("size")),
        (b"{\"size\":[1]}", 40035, Some("size")),
        (b"{\"size\":{}}", 40035, Some("size")),
        (b"{\"small\":3000000000}", 40035, Some("small")),
        (b"{\"flag\":\"yes\"}", 40035, Some("flag")),
        (b"{\"flag\":2}", 40035, Some("flag")),
        (b"{\"ratio\":\"inf\"}", 40035, Some("ratio")),
        (b"{\"ids\":\"1,2\"}", 40035, Some("ids")),
        (b"{\"ids\":{\"a\":1}}", 40035, Some("ids")),
        (b"{\"ids\":[1,\"x\"]}", 40035, Some("ids[1]")),
        (b"{\"ids\":[1,2,3,4]}", 40035, Some("ids")),
        (b"{\"ids\":\"[1,2\"}", 47001, Some("ids")),
        (b"{\"depts\":\"1,x\"}", 40035, Some("depts")),
        (b"{\"depts\":true}", 40035, Some("depts")),
        (b"{\"users\":[[\"a\"]]}", 40035, Some("users")),
        (b"{\"msg\":\"text\"}", 40035, Some("msg")),
        (b"{\"msg\":[1]}", 40035, Some("msg")),
        (b"{\"msg\":\"{\"}", 47001, Some("msg")),
        (b"{\"inner\":{\"n\":1}}", 40035, Some("inner.text")),
        (b"{\"inner\":{\"text\":\"a\",\"n\":\"x\"}}", 40035, Some("inner.n")),
        (b"{\"inner\":7}", 40035, Some("inner")),
        (b"{\"rows\":[{\"text\":\"a\"},{\"text\":null}]}", 40035, Some("rows[1].text")),
        (b"{\"kind\":\"third\"}", 40035, Some("kind")),
        (b"{\"kind\":[\"first\"]}", 40035, Some("kind")),
        (b"{\"kind\":{\"first\":1}}", 40035, Some("kind")),
    ];
    for (sent, code, field) in rows {
        let shown = String::from_utf8_lossy(&sent[..sent.len().min(80)]);
        match ask(sent) {
            Ok(got) => panic!("{shown} was read as {got}"),
            Err(fault) => assert_eq!((fault.code().errcode, fault.field_name()), (*code, *field), "{shown}: {fault}"),
        }
    }
}

#[test]
fn a_missing_argument_is_named() {
    for sent in [&b""[..], b"{}", b"{\"userID\":\"a\"}", b"user_id=a"] {
        let fault = body(sent).unwrap().decode::<Must>().unwrap_err();
        assert_eq!((fault.code().name, fault.field_name()), ("MISSING_PARAM", Some("userid")), "{fault}");
    }
    let fault = body(b"{\"userid\":null}").unwrap().decode::<Must>().unwrap_err();
    assert_eq!((fault.code().errcode, fault.field_name()), (40035, Some("userid")));
}

#[test]
fn limits_name_the_field_where_it_stands() {
    let refused = |text: &[u8]| body(text).unwrap().decode::<Nested>().map(|_| ()).unwrap_err();
    assert!(
        body("{\"rows\":[{\"text\":\"四个汉字\"}],\"size\":100}".as_bytes()).unwrap().decode::<Nested>().is_ok(),
        "characters, not bytes"
    );
    assert_eq!(refused(b"{\"rows\":[{\"text\":\"abcde\"}],\"size\":1}").field_name(), Some("rows.text"));
    assert_eq!(refused(b"{\"rows\":[],\"size\":0}").field_name(), Some("size"));
    assert_eq!(refused(b"{\"rows\":[],\"size\":101}").field_name(), Some("size"));
}

#[test]
fn what_is_added_later_wins() {
    let mut args = Args::new();
    args.add_query("name=query&size=1").unwrap();
    args.add_body(b"{\"name\":\"body\"}").unwrap();
    args.insert("size", "3").unwrap();
    let ask = args.decode::<Ask>().unwrap();
    assert_eq!((ask.name.as_deref(), ask.size), (Some("body"), Some(3)));
}

#[test]
fn an_argument_is_taken_out_once_and_only_as_text() {
    let mut args = body(b"{\"a\":\"x\",\"n\":7,\"list\":[1]}").unwrap();
    assert_eq!(args.take_text("a").as_deref(), Some("x"));
    assert_eq!(args.take_text("a"), None);
    assert_eq!(args.take_text("n").as_deref(), Some("7"));
    assert_eq!(args.take_text("list"), None);
    assert!(args.insert("path", "a\0b").is_err());
}

#[test]
fn a_list_as_body_is_an_argument_named_body() {
    #[wire]
    struct Listed {
        body: Vec<i64>,
    }
    assert_eq!(body(b" [1,\"2\"]").unwrap().decode::<Listed>().unwrap().body, [1, 2]);
    assert!(body(b"[1]").unwrap().decode::<Must>().is_err());
}
