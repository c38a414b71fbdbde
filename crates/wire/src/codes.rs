//! The one table of faults: the oapi errcode, the v1.0 code, the HTTP status of v1.0 and console, and the text.
//!
//! The numbers and texts are the platform's (`catalogue/errcodes.tsv`); v1.0 names without a documented one follow its
//! habit. `gateway` marks the codes that the platform's gateway gives before an API is reached: on `/topapi/*` they come
//! wrapped as errcode 88 with `sub_code`, elsewhere plain.

/// One row of the table.
#[derive(Debug)]
pub struct Code {
    /// The constant's name: what a developer searches for.
    pub name: &'static str,
    pub errcode: i64,
    /// Code on v1.0 and on the consoles.
    pub v1: &'static str,
    pub http: u16,
    pub text: &'static str,
    /// Given by the gateway: errcode 88 with a sub code on `/topapi/*`.
    pub gateway: bool,
}

macro_rules! codes {
    (@gateway) => { false };
    (@gateway gateway) => { true };
    ($( $(#[$doc:meta])* $name:ident = $errcode:literal $v1:literal $http:literal $text:literal $($gateway:ident)?; )*) => {
        $( $(#[$doc])* pub static $name: Code = Code {
            name: stringify!($name), errcode: $errcode, v1: $v1, http: $http, text: $text, gateway: codes!(@gateway $($gateway)?),
        }; )*
        /// Every row, in the table's order: the error pages of the docs and of the console.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // Ours and the platform's gateway
    BUSY = -1 "ServiceUnavailable" 503 "系统繁忙";
    NOT_FOUND = 404 "InvalidAction.NotFound" 404 "请求的URI地址不存在";
    /// In the catalogue, but not built yet.
    NOT_IMPLEMENTED = 501 "NotImplemented" 501 "该接口尚未实现";
    UNKNOWN_METHOD = 22 "InvalidAction.NotFound" 404 "不合法ApiName";
    TOKEN_BLANK = 40000 "AuthenticationFailed.MissingParameter" 400 "access_token不能为空" gateway;
    TOKEN_MISSING = 41001 "AuthenticationFailed.MissingParameter" 400 "缺少access_token参数" gateway;
    TOKEN_INVALID = 40014 "InvalidAuthentication" 400 "不合法的access_token" gateway;
    TOKEN_EXPIRED = 42001 "InvalidAuthentication" 400 "access_token超时" gateway;
    NO_PERMISSION = 60011 "Forbidden.AccessDenied.AccessTokenPermissionDenied" 403 "没有调用该接口的权限" gateway;
    IP_NOT_ALLOWED = 60020 "Forbidden.AccessDenied.IpNotInWhiteList" 403 "访问ip不在白名单之中" gateway;
    APP_LIMIT = 90002 "Throttling.Api" 429 "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了" gateway;
    APP_DISABLED = 50003 "Forbidden.AppDisabled" 403 "应用已停用" gateway;
    // Requests that can't be read
    MISSING_PARAM = 40035 "MissingParameter" 400 "缺少参数";
    INVALID_PARAM = 40035 "InvalidParameter" 400 "不合法的参数";
    BAD_CHARS = 40033 "InvalidParameter.Characters" 400 "不合法的请求字符";
    BAD_FORMAT = 40038 "InvalidRequest.Format" 400 "不合法的请求格式";
    BAD_JSON = 47001 "InvalidRequest.Json" 400 "解析JSON/XML内容错误";
    EMPTY_BODY = 44002 "InvalidRequest.EmptyBody" 400 "POST的数据包为空";
    TOO_LONG = 41101 "InvalidParameter.TooLong" 413 "数据内容过长";
    /// A part of the body that should be a file is missing.
    MEDIA_MISSING = 41005 "MissingMedia" 400 "缺少多媒体文件数据";
    NEEDS_GET = 43001 "InvalidMethod" 405 "需要GET请求";
    NEEDS_POST = 43002 "InvalidMethod" 405 "需要POST请求";
    PARAM_ERROR = 400002 "InvalidParameter" 400 "参数错误";
    // Credentials
    APP_KEY_INVALID = 40096 "invalidClientIdOrSecret" 400 "不合法的appKey或appSecret";
    CORP_SECRET_INVALID = 40089 "invalidClientIdOrSecret" 400 "不合法的corpId或corpSecret";
    CLIENT_INVALID = 40096 "invalid.client" 400 "不合法的client_id或client_secret";
    GRANT_TYPE = 40002 "unsupported.grant.type" 400 "不合法的凭证类型";
    CORP_INVALID = 40013 "InvalidCorpId" 400 "不合法的corpid";
    // Sign-in
    AUTH_CODE_INVALID = 40078 "invalidCode" 400 "不存在的临时授权码";
    AUTH_CODE_EXPIRED = 40102 "invalidCode" 400 "过期的临时授权码";
    REFRESH_TOKEN_INVALID = 40014 "invalidRefreshToken" 400 "不合法的refreshToken";
    SNS_TIMESTAMP_FORMAT = 853001 "InvalidTimestamp" 400 "timestamp参数格式不正确，必须是当前时间的毫秒数";
    SNS_TIMESTAMP = 853002 "InvalidTimestamp" 400 "timestamp参数不合法，与服务器当前时间相差超过1分钟";
    SNS_ACCESS_KEY = 853003 "InvalidAccessKey" 400 "accessKey参数不合法，不存在这个appId";
    SNS_SIGNATURE = 853004 "InvalidSignature" 400 "signature参数不正确，传递时必须urlEncode";
    UNION_USER_NOT_FOUND = 60121 "invalidParameter.user.notFound" 404 "找不到该用户";
    REDIRECT_URI = 300011 "login.redirectUri" 400 "redirect_uri 未在应用中登记";
    LOGIN_EXPIRED = 300012 "login.expired" 410 "二维码已失效，请刷新后重试";
    LOGIN_REQUEST = 300013 "login.request" 400 "登录请求不正确";
    // Apps
    AGENT_INVALID = 40056 "InvalidAgentId" 400 "不合法的agentid";
    AGENT_MISSING = 41011 "MissingagentId" 400 "缺少agentid";
    ILLEGAL_IP = 40035 "illegalIp" 400 "不合法的IP";
    ILLEGAL_APP_NAME = 40035 "illegalAppName" 400 "不合法的应用名称";
    ILLEGAL_APP_DESC = 40035 "illegalAppDesc" 400 "不合法的应用描述";
    VERSION_NOT_FOUND = 300014 "app.version.notFound" 404 "没有这个版本";
    V1_INVALID_PARAM = 40035 "invalidParam" 400 "不合法的参数";
    V1_INVALID_USER = 60121 "invalidUser" 400 "找不到该用户";
    NO_APP_MANAGE = 60011 "noAppManagePermission" 400 "没有应用管理权限";
    AGENT_NOT_IN_CORP = 70004 "InvalidAgentId.NotFound" 404 "企业下没有对应该agentid的微应用";
    APP_ACCESS_AGENT = 40056 "invalidAgentId" 400 "不合法的agentId";
    APP_ACCESS_USER = 60121 "invalidUserId" 400 "无效的userId";
    // People
    USER_MISSING = 41009 "MissinguserId" 400 "缺少UserID";
    USERID_INVALID = 33012 "InvalidUserId" 400 "无效的USERID";
    USER_NOT_FOUND = 60121 "UserNotFound" 404 "找不到该用户";
    UNIONID_NOT_FOUND = 60121 "UserNotFound" 404 "找不到该用户";
    USERID_TAKEN = 60102 "UserIdExists" 409 "UserID在公司中已存在";
    MOBILE_INVALID = 60103 "InvalidMobile" 400 "手机号码不合法";
    MOBILE_TAKEN = 60104 "MobileExists" 409 "手机号码在公司中已存在";
    MOBILE_UNKNOWN = 40104 "InvalidMobile" 400 "电话号码无效";
    MOBILE_CHANGED = 40022 "MobileUnchangeable" 409 "企业中的手机号码和登录钉钉的手机号码不一致，暂时不支持修改用户信息，可以删除后重新添加";
    TELEPHONE_TAKEN = 40100 "TelephoneExists" 409 "分机号已经存在";
    EMAIL_INVALID = 60105 "InvalidEmail" 400 "邮箱不合法";
    EMAIL_TAKEN = 60106 "EmailExists" 409 "邮箱已存在";
    NAME_INVALID = 60112 "InvalidUserName" 400 "用户name不合法";
    JOB_NUMBER_INVALID = 60123 "InvalidJobNumber" 400 "不合法的jobnumber";
    MANAGER_INVALID = 60128 "InvalidManager" 400 "无效的主管id";
    EXTATTR_INVALID = 60122 "InvalidExtension" 400 "不合法的extattr";
    USERID_LIST_INVALID = 40031 "InvalidUserIdList" 400 "不合法的UserID列表";
    USERID_LIST_LENGTH = 40032 "InvalidUserIdList" 400 "不合法的UserID列表长度";
    USER_OUT_OF_RANGE = 50002 "Forbidden.UserOutOfRange" 403 "企业员工不在授权范围";
    ROOT_ADMIN = 60011 "Forbidden" 403 "不能删除企业的主管理员";
    // Departments
    DEPT_ID_INVALID = 40009 "InvalidDepartmentId" 400 "不合法的部门id";
    DEPT_PARENT_INVALID = 40010 "InvalidParentDepartment" 400 "不合法的父部门id";
    DEPT_NOT_FOUND = 60003 "DepartmentNotFound" 404 "部门不存在";
    DEPT_PARENT_NOT_FOUND = 60004 "ParentDepartmentNotFound" 404 "父亲部门不存在";
    DEPT_NAME_INVALID = 60001 "InvalidDepartmentName" 400 "不合法的部门名称";
    DEPT_NAME_CHARS = 60009 "InvalidDepartmentName" 400 "部门名称含有非法字符";
    DEPT_TOO_DEEP = 60002 "DepartmentTooDeep" 400 "部门层级深度超过限制";
    DEPT_HAS_MEMBERS = 60005 "DepartmentNotEmpty" 409 "不允许删除有成员的部门";
    DEPT_HAS_CHILDREN = 60006 "DepartmentNotEmpty" 409 "不允许删除有子部门的部门";
    DEPT_ROOT_DELETE = 60007 "RootDepartment" 409 "不允许删除根部门";
    DEPT_ROOT_UPDATE = 60018 "RootDepartment" 409 "不允许更新根部门";
    DEPT_CYCLE = 60010 "DepartmentCycle" 409 "部门存在循环关系";
    DEPT_NAME_TAKEN = 60021 "DepartmentNameExists" 409 "父部门下该部门名称已存在";
    DEPT_ID_TAKEN = 60016 "DepartmentIdExists" 409 "部门id已经存在";
    DEPT_LIST_INVALID = 40066 "InvalidDepartmentList" 400 "不合法的部门列表";
    DEPT_PERMITS = 60109 "InvalidPermitList" 400 "不合法的可见id列表";
    /// The same, as the API that creates departments documents it.
    DEPT_PERMITS_CREATE = 600109 "InvalidPermitList" 400 "不合法的可见id列表";
    DEPT_OWNER_INVALID = 40093 "InvalidGroupOwner" 400 "无效的企业群群主";
    ORDER_INVALID = 40011 "InvalidOrder" 400 "不合法的排序order";
    DEPT_LIMIT = 60110 "DepartmentLimit" 409 "部门个数超出限制";
    DEPT_OUT_OF_RANGE = 50004 "Forbidden.DepartmentOutOfRange" 403 "企业部门不在授权范围";
    PAGE_OFFSET = 40068 "InvalidOffset" 400 "不合法的偏移量";
    PAGE_SIZE = 40069 "InvalidPageSize" 400 "不合法的分页大小";
    PARAM_EMPTY = 40036 "MissingParameter" 400 "参数为空";
    // Roles
    ROLE_NOT_FOUND = 33011 "InvalidRoleId" 404 "无效的roleId";
    ROLE_EMPTY = 34018 "MissingRole" 400 "角色信息不能为空";
    ROLE_GROUP_INVALID = 34020 "InvalidRoleGroupId" 404 "无效的groupId";
    ROLE_NAME_TAKEN = 34021 "RoleNameExists" 409 "角色名称已存在";
    ROLE_SYSTEM = 23004 "SystemRole" 409 "不允许编辑系统标签";
    ROLE_PARAM_EMPTY = 660000 "MissingParameter" 400 "参数为空";
    ROLE_SCOPE_INVALID = 60301 "InvalidRoleId" 404 "无效的role_id";
    /// The platform documents no code for it; its pages only say that it can't be done.
    ROLE_IN_USE = 400002 "RoleInUse" 409 "角色或角色组仍在使用";
    USERID_BAD = 40003 "InvalidUserId" 400 "不合法的UserID";
    USER_NOT_IN_CORP = 46004 "UserNotInCorp" 404 "员工不在组织当中";
    /// The organisation has no industry directory.
    INDUSTRY_NONE = 400043 "InvalidOrg" 404 "非法的orgId";
    // Outside contacts
    EXT_LABELS_MISSING = 60204 "MissingLabel" 400 "外部联系人的标签不能为空";
    EXT_TAKEN = 22005 "ExtContactExists" 409 "该外部联系人已经存在";
    EXT_LABEL_PAGE_SIZE = 41101 "InvalidPageSize" 400 "无效的size";
    // Messages
    MSG_TYPE_INVALID = 40008 "InvalidMessageType" 400 "不合法的消息类型";
    MSG_INVALID = 34014 "InvalidMessage" 400 "会话消息的json结构无效或不完整";
    MSG_TOO_LONG = 45002 "MessageTooLong" 400 "消息内容超过限制";
    /// A status bar is for few people, who have all got the message.
    STATUS_BAR_RECEIVERS = 41052 "TooManyReceivers" 400 "本次发送人数过多,不再返回发送结果";
    NO_RECEIVER = 1430000 "NoReceiver" 400 "接收者为空";
    TASK_INVALID = 400002 "InvalidTask" 400 "agentId不合法或taskId不合法";
    /// The platform lets the call time out instead.
    RESULT_TOO_LARGE = 500 "RequestTimeout" 504 "调用超时";
    MESSAGE_NOT_FOUND = 300007 "message.notFound" 404 "消息不存在或已撤回";
    TASK_NOT_FOUND = 300011 "task.notFound" 404 "没有这个任务";
    TASK_TOO_OLD = 300012 "task.tooOld" 409 "已超过可以撤回的时间";
    // Events
    CALLBACK_EXISTS = 71006 "callback.exists" 409 "回调地址已经存在";
    CALLBACK_NONE = 71007 "callback.none" 404 "回调地址已不存在";
    CALLBACK_TAG = 71008 "callback.tag" 400 "回调call_back_tag必须在指定的call_back_tag列表中";
    CALLBACK_ANSWER = 71009 "callback.answer" 400 "返回文本非success";
    CALLBACK_BODY = 71010 "callback.body" 400 "POST的JSON数据不包含所需要的参数字段或包含的参数格式非法";
    CALLBACK_URL = 71011 "callback.url" 400 "传入的url参数不是合法的url格式";
    CALLBACK_UNREACHABLE = 71012 "callback.unreachable" 400 "url地址访问异常";
    CALLBACK_HOST = 71013 "callback.host" 400 "此域名或IP不能注册或者接收回调事件";
    STREAM_DENIED = 40096 "authFailed" 401 "鉴权失败";
    STREAM_BUSY = 90002 "connectionLimit" 503 "长连接数量或建连频率超过限制，请稍后再试";
    // Files
    MEDIA_TYPE_INVALID = 40004 "InvalidMediaType" 400 "不合法的媒体文件类型";
    FILE_TYPE_INVALID = 40005 "InvalidFileType" 400 "不合法的文件类型";
    FILE_SIZE_INVALID = 40006 "InvalidFileSize" 400 "不合法的文件大小";
    MEDIA_ID_INVALID = 40007 "InvalidMediaId" 400 "不合法的媒体文件id";
    MEDIA_EMPTY = 44001 "EmptyMedia" 400 "多媒体文件为空";
    MEDIA_TOO_LARGE = 45001 "MediaTooLarge" 413 "多媒体文件大小超过限制";
    MEDIA_NOT_FOUND = 300010 "media.notFound" 404 "文件不存在，或没有查看权限";
    // The consoles
    SESSION_NONE = 300001 "session.none" 401 "请先登录";
    SESSION_DENIED = 300002 "session.denied" 401 "手机号或密码不正确";
    SESSION_THROTTLED = 300003 "session.throttled" 429 "尝试次数过多，请稍后再试";
    CSRF = 300004 "session.csrf" 403 "请求来源校验失败，请刷新页面后重试";
    CONSOLE_FORBIDDEN = 300005 "forbidden" 403 "没有权限";
    PASSWORD_WEAK = 300006 "password.weak" 400 "密码至少 8 个字符，且不能全是数字";
    SQLITE_ONLY = 300008 "store.sqliteOnly" 409 "仅支持 SQLite";
    SNAPSHOT_NOT_FOUND = 300009 "snapshot.notFound" 404 "没有这个快照";
    /// Dev mode beyond loopback, and no or another token.
    DEV_TOKEN = 41001 "dev.token" 401 "开发模式的令牌缺失或不正确";
    DEV_ONLY = 404 "dev.only" 404 "仅在开发模式下可用";
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_and_statuses_are_refusals() {
        let mut seen = std::collections::HashSet::new();
        for code in super::ALL {
            assert!(seen.insert(code.name), "{} stands twice", code.name);
            assert!((400..600).contains(&code.http), "{}", code.name);
            assert_ne!(code.errcode, 0);
        }
    }
}
