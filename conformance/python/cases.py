"""The PyPI package `dingtalk-sdk` against a running server.

The package is used as its users use it; only its two base URLs are changed. It knows the older generation of the
contact APIs by name; the 2.0 APIs are called through its public `get` and `post`, which is how its users call them.
Its work-notification methods speak to another host of the platform, the TOP router, where the API's name and the token
are parameters: cases named `top.*`.

Every case makes what it changes, under names of its own, and looks at the outcome through another API.
"""

import io
import json
import logging
import os
import struct
import uuid
import zlib

import events  # noqa: F401: its cases
from control import Control
from dingtalk import AppKeyClient, SecretClient
from dingtalk.core.exceptions import DingTalkClientException
from dingtalk.model import message
from harness import case, equal, run

ROOT_DEPT = 1


def with_base_url(client_class, url):
    """The SDK's client, with both of its base URLs changed and nothing else."""

    class Client(client_class):
        API_BASE_URL = url + "/"

        def _handle_pre_top_request(self, params, uri):
            return super()._handle_pre_top_request(params, url + "/router/rest")

    return Client


class Context:
    def __init__(self, url):
        self.url = url
        self.control = Control(url)
        self.demo = self.control.demo
        self.agent = self.demo["agent_id"]
        self.client = self.new_client()

    def new_client(self, **options):
        return with_base_url(AppKeyClient, self.url)(
            self.demo["corp_id"], self.demo["app_key"], self.demo["app_secret"], timeout=30, **options
        )

    def post(self, path, **body):
        return self.client.post(path, body)

    def person(self, index=0):
        """Somebody of the demo organisation who is not its administrator."""
        others = [user for user in self.demo["users"] if user["userid"] != self.demo["admin_userid"]]
        return others[index]

    def dept(self):
        """A department of the demo organisation with people in it, and these."""
        for dept in self.demo["departments"]:
            people = {user["userid"] for user in self.demo["users"] if dept["dept_id"] in user["dept_id_list"]}
            if dept["dept_id"] != ROOT_DEPT and len(people) > 2:
                return dept, people
        raise AssertionError("no department with three people")

    def new_user(self, dept_ids=(ROOT_DEPT,), **fields):
        """Makes a member through the 2.0 API; returns what was sent."""
        body = {
            "userid": unique("py"),
            "name": "钱小一",
            "mobile": mobile(),
            "dept_id_list": ",".join(map(str, dept_ids)),
            **fields,
        }
        result = self.post("/topapi/v2/user/create", **body)["result"]
        equal(result["userid"], body["userid"], "userid of the reply")
        return {**body, "unionid": result.get("unionId")}

    def new_dept(self, parent_id=ROOT_DEPT, **fields):
        body = {"name": unique("部门"), "parent_id": parent_id, **fields}
        return self.post("/topapi/v2/department/create", **body)["result"]["dept_id"]

    def user(self, userid):
        return self.post("/topapi/v2/user/get", userid=userid)["result"]

    def send(self, msg, *userids, **receivers):
        if userids:
            receivers["userid_list"] = ",".join(userids)
        return self.post(NOTE + "asyncsend_v2", agent_id=self.agent, msg=msg, **receivers)["task_id"]

    def result(self, task_id):
        return self.post(NOTE + "getsendresult", agent_id=self.agent, task_id=task_id)["send_result"]


NOTE = "/topapi/message/corpconversation/"


def unique(prefix):
    return prefix + uuid.uuid4().hex[:12]


def mobile():
    return f"199{uuid.uuid4().int % 10**8:08}"


def refused(codes, function, *arguments, **options):
    """The SDK's own exception with one of these codes."""
    try:
        reply = function(*arguments, **options)
    except DingTalkClientException as error:
        assert error.errcode in codes, f"errcode {error.errcode} ({error.errmsg}), expected {codes}"
        assert error.errmsg, "an error without errmsg"
        return error
    raise AssertionError(f"accepted: {reply!r}")


# --- tokens and tickets ------------------------------------------------------------------------------------------


@case("token.get")
def _(cx):
    reply = cx.new_client().get_access_token()
    equal(reply["expires_in"], 7200, "expires_in")
    assert cx.client.get("/auth/scopes")["errcode"] == 0
    assert isinstance(reply["access_token"], str) and reply["access_token"]


@case("token.same_while_alive")
def _(cx):
    equal(cx.new_client().access_token, cx.new_client().access_token, "the second token")


@case("token.corpid_and_corpsecret")
def _(cx):
    client = with_base_url(SecretClient, cx.url)(cx.demo["corp_id"], cx.demo["app_secret"])
    equal(client.user.get(cx.person()["userid"])["name"], cx.person()["name"])


@case("token.wrong_secret")
def _(cx):
    client = with_base_url(AppKeyClient, cx.url)(cx.demo["corp_id"], cx.demo["app_key"], "wrong")
    refused({40096}, lambda: client.access_token)


@case("token.wrong_key")
def _(cx):
    client = with_base_url(AppKeyClient, cx.url)(cx.demo["corp_id"], "dingnobody", cx.demo["app_secret"])
    refused({40096}, lambda: client.access_token)


@case("token.stale_is_renewed")
def _(cx):
    # The SDK asks for a new token by itself when an API of the older generation answers 40014.
    client = cx.new_client()
    client.cache.access_token.set(value="stale", ttl=7200)
    equal(client.user.get(cx.person()["userid"])["userid"], cx.person()["userid"])
    assert client.access_token != "stale"


@case("ticket.jsapi")
def _(cx):
    reply = cx.client.get_jsapi_ticket()
    equal(reply["expires_in"], 7200, "expires_in")
    params = cx.client.get_jsapi_params("https://example.com/")
    equal(params["corpId"], cx.demo["corp_id"])
    equal(cx.client.jsapi_ticket, reply["ticket"], "the ticket asked for again")


@case("scopes.auth")
def _(cx):
    scopes = cx.client.user.auth_scopes()
    assert ROOT_DEPT in scopes["auth_org_scopes"]["authed_dept"], scopes
    assert "name" in scopes["auth_user_field"], scopes


# --- people, by the SDK's own methods and the paths of the older generation --------------------------------------


@case("user_v1.get")
def _(cx):
    person = cx.person()
    user = cx.client.user.get(person["userid"])
    equal(user["name"], person["name"], "name")
    equal(user["mobile"], person["mobile"], "mobile")
    equal(user["unionid"], person["unionid"], "unionid")
    equal(sorted(user["department"]), sorted(person["dept_id_list"]), "department")


@case("user_v1.get_by_mobile")
def _(cx):
    equal(cx.client.get("/user/get_by_mobile", {"mobile": cx.person()["mobile"]})["userid"], cx.person()["userid"])


@case("user_v1.get_userid_by_unionid")
def _(cx):
    reply = cx.client.user.get_userid_by_unionid(cx.person()["unionid"])
    equal(reply["userid"], cx.person()["userid"])
    equal(reply["contactType"], 0, "contactType")


@case("user_v1.create_update_delete")
def _(cx):
    userid = unique("old")
    created = cx.client.user.create(
        {"userid": userid, "name": "孙小二", "mobile": mobile(), "department": [ROOT_DEPT]}
    )
    equal(created, userid)
    cx.client.user.update({"userid": userid, "name": "孙大二"})
    equal(cx.user(userid)["name"], "孙大二")
    cx.client.user.delete(userid)
    refused({33012, 60121}, cx.user, userid)


@case("user_v1.simple_list")
def _(cx):
    dept, people = cx.dept()
    listed = cx.client.user.simple_list(dept["dept_id"])["userlist"]
    assert people <= {user["userid"] for user in listed}, listed


@case("user_v1.list")
def _(cx):
    dept, people = cx.dept()
    listed = cx.client.user.list(dept["dept_id"])["userlist"]
    assert people <= {user["userid"] for user in listed}, listed


@case("user_v1.get_dept_member")
def _(cx):
    dept, people = cx.dept()
    assert people <= set(cx.client.user.get_dept_member(dept["dept_id"]))


@case("user_v1.get_org_user_count")
def _(cx):
    assert cx.client.user.get_org_user_count(False) >= len(cx.demo["users"])


@case("user_v1.get_admin")
def _(cx):
    assert cx.demo["admin_userid"] in {admin["userid"] for admin in cx.client.user.get_admin()}


@case("user_v1.get_admin_scope")
def _(cx):
    equal(cx.client.user.get_admin_scope(cx.demo["admin_userid"]), [ROOT_DEPT])
    equal(cx.client.user.get_admin_scope(cx.person()["userid"]), [])


@case("user_v1.can_access_microapp")
def _(cx):
    assert cx.client.user.can_access_microapp(cx.agent, cx.demo["admin_userid"]) is True
    assert cx.client.user.can_access_microapp(cx.agent, cx.person()["userid"]) is False


@case("user_v1.listbypage")
def _(cx):
    dept, people = cx.dept()
    listed, offset = set(), 0
    while True:
        page = cx.client.get("/user/listbypage", {"department_id": dept["dept_id"], "offset": offset, "size": 2})
        listed |= {user["userid"] for user in page["userlist"]}
        offset += 2
        if not page["hasMore"]:
            break
    assert people <= listed, listed


@case("user.inactive")
def _(cx):
    from datetime import datetime, timedelta, timezone

    yesterday = (datetime.now(timezone(timedelta(hours=8))) - timedelta(days=1)).strftime("%Y%m%d")
    page = cx.post("/topapi/inactive/user/v2/get", is_active=False, query_date=yesterday, offset=0, size=100)["result"]
    assert isinstance(page["list"], list), page
    refused({400002}, cx.post, "/topapi/inactive/user/v2/get", is_active=False, query_date="x", offset=0, size=1)


# --- people, 2.0 -------------------------------------------------------------------------------------------------


@case("user.get")
def _(cx):
    person = cx.person()
    user = cx.user(person["userid"])
    for field in ("userid", "unionid", "name", "mobile"):
        equal(user[field], person[field], field)
    equal(sorted(user["dept_id_list"]), sorted(person["dept_id_list"]), "dept_id_list")
    equal({entry["dept_id"] for entry in user["leader_in_dept"]}, set(person["dept_id_list"]), "leader_in_dept")
    assert cx.user(cx.demo["admin_userid"])["admin"] is True


@case("user.get_by_mobile")
def _(cx):
    equal(cx.post("/topapi/v2/user/getbymobile", mobile=cx.person(1)["mobile"])["result"]["userid"],
          cx.person(1)["userid"])


@case("user.get_by_unionid")
def _(cx):
    result = cx.post("/topapi/user/getbyunionid", unionid=cx.person()["unionid"])["result"]
    equal(result["userid"], cx.person()["userid"])
    equal(result["contact_type"], 0, "contact_type")


@case("user.create")
def _(cx):
    fields = {
        "title": "技术总监", "job_number": unique("J"), "email": unique("m") + "@example.com", "remark": "备注",
        "work_place": "未来park", "telephone": unique("010-")[:20], "hired_date": 1597573616828,
        "manager_userid": cx.person()["userid"],
    }  # fmt: skip
    made = cx.new_user(**fields)
    user = cx.user(made["userid"])
    for field, value in {**fields, "name": made["name"], "mobile": made["mobile"]}.items():
        equal(user[field], value, field)
    equal(user["dept_id_list"], [ROOT_DEPT], "dept_id_list")
    equal(user["unionid"], made["unionid"], "unionid of the reply")
    equal(cx.client.get("/user/get_by_mobile", {"mobile": made["mobile"]})["userid"], made["userid"])


@case("user.extension")
def _(cx):
    extension = {"爱好": "旅游", "年龄": "24"}
    made = cx.new_user(extension=json.dumps(extension, ensure_ascii=False))
    equal(json.loads(cx.user(made["userid"])["extension"]), extension)


@case("user.create_without_userid")
def _(cx):
    number = mobile()
    made = cx.post("/topapi/v2/user/create", name="无名", mobile=number, dept_id_list=str(ROOT_DEPT))["result"]
    equal(cx.user(made["userid"])["mobile"], number)


@case("user.create_in_several_departments")
def _(cx):
    first, second = cx.new_dept(), cx.new_dept()
    made = cx.new_user([first, second])
    equal(set(cx.user(made["userid"])["dept_id_list"]), {first, second})
    for dept in (first, second):
        equal(cx.post("/topapi/user/listid", dept_id=dept)["result"]["userid_list"], [made["userid"]])


@case("user.update")
def _(cx):
    dept = cx.new_dept()
    made = cx.new_user(title="助理")
    cx.post("/topapi/v2/user/update", userid=made["userid"], name="钱大一", title="经理", dept_id_list=str(dept))
    user = cx.user(made["userid"])
    equal((user["name"], user["title"], user["dept_id_list"]), ("钱大一", "经理", [dept]))
    equal(user["mobile"], made["mobile"], "a field that was not sent")
    equal(cx.post("/topapi/user/listid", dept_id=dept)["result"]["userid_list"], [made["userid"]])


@case("user.delete")
def _(cx):
    dept = cx.new_dept()
    made = cx.new_user([dept])
    cx.post("/topapi/v2/user/delete", userid=made["userid"])
    refused({33012, 60121}, cx.user, made["userid"])
    refused({60121}, cx.post, "/topapi/v2/user/getbymobile", mobile=made["mobile"])
    equal(cx.post("/topapi/user/listid", dept_id=dept)["result"]["userid_list"], [])
    again = cx.new_user([dept], mobile=made["mobile"])  # the number is free again
    equal(cx.user(again["userid"])["mobile"], made["mobile"])


def pages(cx, path, dept_id, size):
    """All rows of a cursor-paged list, read to its end."""
    cursor, rows = 0, []
    for _ in range(1000):
        result = cx.post(path, dept_id=dept_id, cursor=cursor, size=size)["result"]
        assert len(result["list"]) <= size, f"{len(result['list'])} rows on a page of {size}"
        rows += result["list"]
        if not result["has_more"]:
            return rows
        cursor = result["next_cursor"]
    raise AssertionError("the list doesn't end")


@case("user.listsimple")
def _(cx):
    dept, people = cx.dept()
    rows = pages(cx, "/topapi/user/listsimple", dept["dept_id"], 2)
    equal(sorted(row["userid"] for row in rows), sorted(people), "people of the department")
    names = {user["userid"]: user["name"] for user in cx.demo["users"]}
    equal({row["userid"]: row["name"] for row in rows}, {userid: names[userid] for userid in people})


@case("user.list")
def _(cx):
    dept, people = cx.dept()
    rows = pages(cx, "/topapi/v2/user/list", dept["dept_id"], 2)
    equal(sorted(row["userid"] for row in rows), sorted(people), "people of the department")
    known = {user["userid"]: user for user in cx.demo["users"]}
    for row in rows:
        for field in ("unionid", "name", "mobile"):
            equal(row[field], known[row["userid"]][field], field)


@case("user.listid")
def _(cx):
    dept, people = cx.dept()
    equal(set(cx.post("/topapi/user/listid", dept_id=dept["dept_id"])["result"]["userid_list"]), people)


@case("user.count")
def _(cx):
    def count(only_active=False):
        return cx.post("/topapi/user/count", only_active=only_active)["result"]["count"]

    before = count()
    assert before >= len(cx.demo["users"]), before
    cx.new_user()
    equal(count(), before + 1, "one more")
    assert count(only_active=True) <= before + 1


# --- departments -------------------------------------------------------------------------------------------------


@case("dept.get")
def _(cx):
    dept, _people = cx.dept()
    got = cx.post("/topapi/v2/department/get", dept_id=dept["dept_id"])["result"]
    for field in ("dept_id", "name", "parent_id"):
        equal(got[field], dept[field], field)


@case("dept.create")
def _(cx):
    parent = cx.new_dept()
    name = unique("开发")
    dept = cx.new_dept(parent, name=name, order=10, source_identifier="HR")
    got = cx.post("/topapi/v2/department/get", dept_id=dept)["result"]
    equal((got["name"], got["parent_id"], got["order"], got["source_identifier"]), (name, parent, 10, "HR"))
    equal(cx.post("/topapi/v2/department/listsubid", dept_id=parent)["result"]["dept_id_list"], [dept])


@case("dept.listsub")
def _(cx):
    rows = cx.post("/topapi/v2/department/listsub", dept_id=ROOT_DEPT)["result"]
    expected = {dept["dept_id"]: dept["name"] for dept in cx.demo["departments"] if dept.get("parent_id") == ROOT_DEPT}
    listed = {row["dept_id"]: row["name"] for row in rows}
    assert expected.items() <= listed.items(), f"{listed} lacks some of {expected}"
    assert all(row["parent_id"] == ROOT_DEPT for row in rows)


@case("dept.listsubid")
def _(cx):
    parent = cx.new_dept()
    children = {cx.new_dept(parent), cx.new_dept(parent)}
    equal(set(cx.post("/topapi/v2/department/listsubid", dept_id=parent)["result"]["dept_id_list"]), children)


@case("dept.listparentbydept")
def _(cx):
    outer = cx.new_dept()
    inner = cx.new_dept(outer)
    chain = cx.post("/topapi/v2/department/listparentbydept", dept_id=inner)["result"]["parent_id_list"]
    equal(chain, [inner, outer, ROOT_DEPT], "from the department up")


@case("dept.listparentbyuser")
def _(cx):
    outer = cx.new_dept()
    inner = cx.new_dept(outer)
    made = cx.new_user([inner, ROOT_DEPT])
    chains = cx.post("/topapi/v2/department/listparentbyuser", userid=made["userid"])["result"]["parent_list"]
    equal(
        sorted(chain["parent_dept_id_list"] for chain in chains),
        sorted([[inner, outer, ROOT_DEPT], [ROOT_DEPT]]),
    )


@case("dept.update")
def _(cx):
    first, second = cx.new_dept(), cx.new_dept()
    dept = cx.new_dept(first)
    name = unique("改名")
    cx.post("/topapi/v2/department/update", dept_id=dept, parent_id=second, name=name)
    got = cx.post("/topapi/v2/department/get", dept_id=dept)["result"]
    equal((got["name"], got["parent_id"]), (name, second))
    equal(cx.post("/topapi/v2/department/listsubid", dept_id=first)["result"]["dept_id_list"], [])


@case("dept.delete")
def _(cx):
    parent = cx.new_dept()
    dept = cx.new_dept(parent)
    cx.post("/topapi/v2/department/delete", dept_id=dept)
    refused({60003}, cx.post, "/topapi/v2/department/get", dept_id=dept)
    equal(cx.post("/topapi/v2/department/listsubid", dept_id=parent)["result"]["dept_id_list"], [])


@case("dept_v1.get")
def _(cx):
    dept, _people = cx.dept()
    equal(cx.client.department.get(dept["dept_id"])["name"], dept["name"])


@case("dept_v1.create_update_delete")
def _(cx):
    dept = cx.client.department.create({"name": unique("旧"), "parentid": ROOT_DEPT})
    name = unique("新")
    cx.client.department.update({"id": dept, "name": name})
    equal(cx.post("/topapi/v2/department/get", dept_id=dept)["result"]["name"], name)
    cx.client.department.delete(dept)
    refused({60003}, cx.post, "/topapi/v2/department/get", dept_id=dept)


@case("dept_v1.list")
def _(cx):
    listed = {dept["id"] for dept in cx.client.department.list(ROOT_DEPT, fetch_child=True)}
    assert {dept["dept_id"] for dept in cx.demo["departments"]} - {ROOT_DEPT} <= listed


@case("dept_v1.list_ids")
def _(cx):
    parent = cx.new_dept()
    child = cx.new_dept(parent)
    equal(cx.client.department.list_ids(parent), [child])


@case("dept_v1.list_parent_depts_by_dept")
def _(cx):
    outer = cx.new_dept()
    inner = cx.new_dept(outer)
    equal(cx.client.department.list_parent_depts_by_dept(inner), [inner, outer, ROOT_DEPT])


@case("dept_v1.list_parent_depts")
def _(cx):
    outer = cx.new_dept()
    person = cx.new_user([outer])
    equal(cx.client.department.list_parent_depts(person["userid"]), [outer, ROOT_DEPT])


# --- roles, by the SDK's own methods: the older gateway's names for half of them ----------------------------------


def add_role(cx, name, group):
    """The SDK's own add_role and add_role_group call a method that it doesn't have; its client's post does."""
    return cx.client.post("/role/add_role", {"roleName": name, "groupId": group})["roleId"]


def new_role(cx):
    group = cx.client.post("/role/add_role_group", {"name": unique("组")})["groupId"]
    name = unique("岗")
    return group, add_role(cx, name, group), name


@case("role.create_get")
def _(cx):
    group, role, name = new_role(cx)
    equal(cx.client.role.getrole(role)["role"], {"name": name, "groupId": group})
    equal(cx.client.role.getrolegroup(group)["roles"], [{"role_id": role, "role_name": name}])


@case("role.list")
def _(cx):
    group, role, _name = new_role(cx)
    page = cx.client.role.list(0, 200)
    page = page.get("result", page)
    groups = {entry["groupId"]: {role["id"] for role in entry["roles"]} for entry in page["list"]}
    assert role in groups[group], groups


@case("role.update")
def _(cx):
    _group, role, _name = new_role(cx)
    name = unique("新岗")
    cx.client.post("/role/update_role", {"roleId": role, "roleName": name})
    equal(cx.client.role.getrole(role)["role"]["name"], name)


@case("role.people")
def _(cx):
    _group, role, name = new_role(cx)
    people = [cx.new_user()["userid"] for _ in range(2)]
    cx.client.role.addrolesforemps([role], people)
    page = cx.client.role.simplelist(role)
    page = page.get("result", page)
    equal({user["userid"] for user in page["list"]}, set(people))
    assert name in {role["name"] for role in cx.user(people[0])["role_list"]}
    cx.client.role.removerolesforemps([role], people)
    cx.client.role.deleterole(role)
    refused({33011}, cx.client.role.getrole, role)


@case("role.scope")
def _(cx):
    _group, role, _name = new_role(cx)
    person, dept = cx.new_user()["userid"], cx.new_dept()
    cx.post("/topapi/role/addrolesforemps", roleIds=str(role), userIds=person)
    cx.post("/topapi/role/scope/update", userid=person, role_id=role, dept_ids=str(dept))
    listed = cx.post("/topapi/role/simplelist", role_id=role)["result"]["list"]
    equal([scope["dept_id"] for scope in listed[0]["manageScopes"]], [dept])


@case("role.refused")
def _(cx):
    refused({33011}, cx.client.role.getrole, 99)
    refused({34020}, add_role, cx, "x", 99)
    refused({34018}, cx.client.post, "/role/add_role_group", {"name": ""})


# --- outside contacts --------------------------------------------------------------------------------------------


@case("ext.labels")
def _(cx):
    groups = cx.client.extcontact.listlabelgroups()
    groups = groups["results"] if isinstance(groups, dict) else groups
    assert groups[0]["labels"][0]["id"], groups


@case("ext.create_update_delete")
def _(cx):
    follower = cx.person()["userid"]
    number = mobile()
    contact = cx.client.extcontact.create("客户甲", follower, [1], number, company_name="钉子厂")
    got = cx.client.extcontact.get(contact)
    got = got.get("result", got)
    equal((got["name"], got["mobile"], got["company_name"]), ("客户甲", number, "钉子厂"))
    refused({22005}, cx.client.extcontact.create, "客户乙", follower, [1], number)
    cx.client.extcontact.update(contact, "客户丙", follower, [2], number)
    listed = cx.client.extcontact.list()
    listed = listed["results"] if isinstance(listed, dict) else listed
    assert ("客户丙", [2]) in [(entry["name"], entry["label_ids"]) for entry in listed if entry["userid"] == contact]
    cx.client.extcontact.delete(contact)
    refused({33012}, cx.client.extcontact.get, contact)


# --- work notifications ------------------------------------------------------------------------------------------


def upload(cx, kind, name, content):
    """Uploads through the SDK; the media_id."""
    file = io.BytesIO(content)
    file.name = name
    reply = cx.client.message.media_upload(kind, file)
    equal(reply["type"], kind, "type of the reply")
    assert reply["media_id"] and isinstance(reply["created_at"], int), reply
    return reply["media_id"]


def picture(color=(36, 87, 214)):
    """A PNG of 24 x 16 pixels; every call has other bytes."""
    rows = b"".join(b"\0" + bytes(color) * 24 for _ in range(16))
    note = b"Comment\0" + unique("").encode()

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"tEXt", note), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


RECORDING = b"#!AMR\n\x3c\x91\x17\x16\xbe\x66\x79\xe1\xe0\x01\xe7\xaf\xf0\0\0\0"
FILM = b"\0\0\0\x18ftypisom\0\0\x02\0isommp42\0\0\0\x08free"
PDF = b"%PDF-1.4\n%%EOF\n"


def card(cx):
    buttons = message.BtnActionCardBody(unique("卡片"), "# 请选择", 1)
    buttons.add_btn("同意", "https://example.com/yes")
    buttons.add_btn("拒绝", "https://example.com/no")
    return buttons


def form(cx, **more):
    """An oa message with everything that the SDK can put into one."""
    body = message.OaBodyContent(
        title=unique("差旅报销"),
        content="大段文本大段文本",
        author="李四",
        image=upload(cx, "image", "票据.png", picture()),
        file_count="3",
        forms={"姓名:": "张三", "年龄:": "20", "身高:": "1.8米"},
        rich_num="15.6",
        rish_unit="元",
    )
    return message.OaBody("https://example.com/m", "FFBBBBBB", "头部标题", body, "https://example.com/pc", **more)


STATUS = {"status_value": "进行中", "status_bg": "0xFFF65E5E"}

# One message of each type, each with a content of its own: the same content reaches a person once a day.
BODIES = {
    "text": lambda cx: message.TextBody(unique("月会通知 ")),
    "image": lambda cx: message.ImageBody(upload(cx, "image", "图.png", picture())),
    "voice": lambda cx: message.VoiceBody(upload(cx, "voice", "a.amr", RECORDING), "10"),
    "file": lambda cx: message.FileBody(upload(cx, "file", "报表 1.pdf", PDF)),
    "link": lambda cx: message.LinkBody("https://example.com/a?b=c&d=e", "@lADOADmaWMzazQKA", unique("链接"), "内容"),
    "oa": form,
    "oa_status_bar": lambda cx: form(cx, status_bar=STATUS),
    "markdown": lambda cx: message.MarkdownBody(unique("标题"), "# 一\n\n- 甲 **乙**\n- [链接](https://example.com)"),
    "action_card_single": lambda cx: message.SingleActionCardBody(
        unique("卡"), "### 正文", "查看详情", "https://example.com"
    ),
    "action_card_multi": card,
}


def arrives(cx, send, kind):
    """Sends a body and compares what the person received with what was sent."""
    body = BODIES[kind](cx)
    person = cx.person()["userid"]
    received = cx.control.message(person, send(body, person))
    equal(received["msg"], plain(body.get_dict()), "the message that arrived")
    equal((received["agent_id"], received["state"]), (cx.agent, "unread"))


def plain(value):
    """As JSON reads it."""
    return json.loads(json.dumps(value))


def note_case(kind):
    @case("note." + kind)
    def _(cx):
        arrives(cx, lambda body, person: cx.send(body.get_dict(), person), kind)

    @case("top.note." + kind)
    def _(cx):
        arrives(cx, lambda body, person: cx.client.message.asyncsend_v2(body, cx.agent, [person]), kind)


for each in BODIES:
    note_case(each)


@case("note.update_status_bar")
def _(cx):
    person = cx.person()["userid"]
    body = form(cx, status_bar=STATUS)
    task_id = cx.send(body.get_dict(), person)
    cx.control.message(person, task_id)
    done = {"status_value": "已完成", "status_bg": "0xFF78C06E"}
    cx.post(NOTE + "status_bar/update", agent_id=cx.agent, task_id=task_id, **done)
    equal(cx.control.message(person, task_id)["msg"]["oa"]["status_bar"], done)


@case("note.foreign_media")
def _(cx):
    person = cx.person()["userid"]
    refused((40007,), cx.send, message.ImageBody("@lADOADmaWMzazQKA").get_dict(), person)


@case("media.image")
def _(cx):
    assert upload(cx, "image", "a.png", picture()) != upload(cx, "image", "a.png", picture())


@case("media.voice")
def _(cx):
    upload(cx, "voice", "录音.amr", RECORDING)


@case("media.video")
def _(cx):
    media_id = upload(cx, "video", "a.mp4", FILM)
    person = cx.person()["userid"]
    body = message.FileBody(media_id).get_dict()
    equal(cx.control.message(person, cx.send(body, person))["msg"], body)


@case("media.file")
def _(cx):
    upload(cx, "file", "报表 1.pdf", PDF)


@case("media.not_what_it_says")
def _(cx):
    refused((40005,), cx.client.message.media_upload, "image", io.BytesIO(PDF))
    refused((40004,), cx.client.message.media_upload, "music", io.BytesIO(PDF))


@case("note.msg_as_json_text")
def _(cx):
    body = BODIES["text"](cx).get_dict()
    person = cx.person()["userid"]
    task_id = cx.send(json.dumps(body), person)
    equal(cx.control.message(person, task_id)["msg"], body)


@case("note.to_department")
def _(cx):
    outer = cx.new_dept()
    inner = cx.new_dept(outer)
    people = [cx.new_user([dept])["userid"] for dept in (outer, inner)]
    task_id = cx.send(BODIES["text"](cx).get_dict(), dept_id_list=str(outer))
    for person in people:
        cx.control.message(person, task_id)
    equal(sorted(cx.result(task_id)["unread_user_id_list"]), sorted(people))


@case("note.each_receiver_once")
def _(cx):
    dept = cx.new_dept()
    person = cx.new_user([dept])["userid"]
    task_id = cx.send(BODIES["text"](cx).get_dict(), person, person, dept_id_list=str(dept))
    cx.control.message(person, task_id)
    equal(cx.result(task_id)["unread_user_id_list"], [person])


def finished(progress):
    """Asks for the progress until the task is done; a bounded number of questions, as a client would."""
    for _ in range(2000):
        got = progress()
        if got["status"] == 2:
            equal(got["progress_in_percent"], 100, "progress_in_percent")
            return
        assert got["status"] in (0, 1) and 0 <= got["progress_in_percent"] <= 100, got
    raise AssertionError(f"not finished: {got}")


@case("note.progress")
def _(cx):
    person = cx.person()["userid"]
    task_id = cx.send(BODIES["text"](cx).get_dict(), person)
    finished(lambda: cx.post(NOTE + "getsendprogress", agent_id=cx.agent, task_id=task_id)["progress"])
    equal(len(cx.control.messages(person, task_id)), 1, "messages of a finished task")


@case("note.result")
def _(cx):
    reader, other = cx.person(0)["userid"], cx.person(1)["userid"]
    nobody = unique("nobody")
    task_id = cx.send(BODIES["text"](cx).get_dict(), reader, other, nobody)
    messages = {person: cx.control.message(person, task_id) for person in (reader, other)}
    result = cx.result(task_id)
    equal(sorted(result["unread_user_id_list"]), sorted([reader, other]), "unread")
    equal((result["read_user_id_list"], result["invalid_user_id_list"]), ([], [nobody]), "read, invalid")
    cx.control.read(messages[reader])
    result = cx.result(task_id)
    equal((result["read_user_id_list"], result["unread_user_id_list"]), ([reader], [other]), "read, unread")


@case("note.same_content_once_a_day")
def _(cx):
    person = cx.person()["userid"]
    body = BODIES["text"](cx).get_dict()
    cx.control.message(person, cx.send(body, person))
    again = cx.send(body, person)  # accepted, and delivered to nobody
    finished(lambda: cx.post(NOTE + "getsendprogress", agent_id=cx.agent, task_id=again)["progress"])
    result = cx.result(again)
    equal(result["forbidden_user_id_list"], [person], "forbidden_user_id_list")
    equal([(row["userid"], row["code"]) for row in result["forbidden_list"]], [(person, "143106")])
    equal(cx.control.messages(person, again, wait_ms=0), [])


@case("note.recall")
def _(cx):
    person = cx.person()["userid"]
    task_id = cx.send(BODIES["markdown"](cx).get_dict(), person)
    cx.control.message(person, task_id)
    cx.post(NOTE + "recall", agent_id=cx.agent, msg_task_id=task_id)
    equal(cx.control.message(person, task_id)["state"], "recalled")


@case("top.note.progress")
def _(cx):
    task_id = cx.client.message.asyncsend_v2(BODIES["text"](cx), cx.agent, [cx.person()["userid"]])
    finished(lambda: cx.client.message.getsendprogress(cx.agent, task_id))


@case("top.note.result")
def _(cx):
    person = cx.person()["userid"]
    task_id = cx.client.message.asyncsend_v2(BODIES["text"](cx), cx.agent, [person])
    cx.control.message(person, task_id)
    equal(cx.client.message.getsendresult(cx.agent, task_id)["unread_user_id_list"], [person])


@case("top.note.recall")
def _(cx):
    person = cx.person()["userid"]
    task_id = cx.client.message.asyncsend_v2(BODIES["text"](cx), cx.agent, [person])
    cx.control.message(person, task_id)
    cx.client.message.recall(cx.agent, task_id)
    equal(cx.control.message(person, task_id)["state"], "recalled")


@case("top.unknown_agent")
def _(cx):
    refused({40056, 400002, 40035}, cx.client.message.asyncsend_v2, BODIES["text"](cx), 999999999, ["x"])


# --- refusals, as the SDK's exception ----------------------------------------------------------------------------


@case("error.bad_token")
def _(cx):
    client = cx.new_client(auto_retry=False)
    client.cache.access_token.set(value="nonsense", ttl=7200)
    error = refused({88}, client.post, "/topapi/v2/user/get", {"userid": cx.person()["userid"]})
    reply = error.response.json()
    equal(str(reply["sub_code"]), "40014", "sub_code")
    assert reply["sub_msg"] and reply["request_id"], reply


@case("error.bad_token_v1")
def _(cx):
    client = cx.new_client(auto_retry=False)
    client.cache.access_token.set(value="nonsense", ttl=7200)
    refused({40014}, client.user.get, cx.person()["userid"])


@case("error.unknown_user")
def _(cx):
    refused({33012, 60121}, cx.user, unique("nobody"))
    refused({60121, 33012}, cx.client.user.get, unique("nobody"))


@case("error.unknown_mobile")
def _(cx):
    refused({60121}, cx.post, "/topapi/v2/user/getbymobile", mobile=mobile())


@case("error.unknown_department")
def _(cx):
    refused({60003}, cx.post, "/topapi/v2/department/get", dept_id=987654321)
    refused({60003}, cx.post, "/topapi/user/listid", dept_id=987654321)


@case("error.missing_parameter")
def _(cx):
    error = refused({400002, 40035}, cx.post, "/topapi/v2/user/get")
    assert "userid" in error.errmsg, f"doesn't name the field: {error.errmsg}"


@case("error.wrong_type")
def _(cx):
    error = refused({400002, 40035}, cx.post, "/topapi/v2/department/get", dept_id="研发")
    assert "dept_id" in error.errmsg, f"doesn't name the field: {error.errmsg}"


@case("error.duplicate_userid")
def _(cx):
    made = cx.new_user()
    refused({60102}, cx.new_user, userid=made["userid"])
    equal(cx.user(made["userid"])["mobile"], made["mobile"])


@case("error.duplicate_mobile")
def _(cx):
    userid = unique("twice")
    refused({60104}, cx.new_user, userid=userid, mobile=cx.person()["mobile"])
    refused({33012, 60121}, cx.user, userid)


@case("error.department_not_empty")
def _(cx):
    with_person, with_child = cx.new_dept(), cx.new_dept()
    cx.new_user([with_person])
    cx.new_dept(with_child)
    refused({60005}, cx.post, "/topapi/v2/department/delete", dept_id=with_person)
    refused({60006}, cx.post, "/topapi/v2/department/delete", dept_id=with_child)
    cx.post("/topapi/v2/department/get", dept_id=with_person)


@case("error.department_cycle")
def _(cx):
    outer = cx.new_dept()
    inner = cx.new_dept(outer)
    refused({60010}, cx.post, "/topapi/v2/department/update", dept_id=outer, parent_id=inner)
    equal(cx.post("/topapi/v2/department/get", dept_id=outer)["result"]["parent_id"], ROOT_DEPT)


@case("error.unknown_parent")
def _(cx):
    refused({60004}, cx.new_dept, 987654321)


@case("error.wrong_agent")
def _(cx):
    refused({40056, 400002, 40035}, cx.post, NOTE + "asyncsend_v2", agent_id=999999999,
            msg=BODIES["text"](cx).get_dict(), userid_list=cx.person()["userid"])


@case("error.no_receivers")
def _(cx):
    refused({400002, 40035}, cx.post, NOTE + "asyncsend_v2", agent_id=cx.agent, msg=BODIES["text"](cx).get_dict())


@case("error.unknown_task")
def _(cx):
    refused({40035, 400002}, cx.post, NOTE + "getsendprogress", agent_id=cx.agent, task_id=999999999)
    refused({400002, 40035}, cx.post, NOTE + "recall", agent_id=cx.agent, msg_task_id=999999999)


@case("error.unknown_path")
def _(cx):
    refused({22}, cx.post, "/topapi/no/such/thing")
    refused({404}, cx.client.get, "/no/such/thing")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # the SDK logs every refusal
    run(Context(os.environ["HOBNAIL_URL"]))
