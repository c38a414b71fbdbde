// Tells employees that their order has shipped.

const EXPIRED = new Set(["40014", "42001"]);
const THROTTLED = new Set(["90002", "90018"]);

/** The platform said no; `code` is its errcode. */
export class Refused extends Error {
  constructor(reply) {
    super(reply.errmsg);
    // On /topapi the gateway wraps its own refusals in 88.
    this.code = String(reply.errcode === 88 ? reply.sub_code : reply.errcode);
  }
}

export class Notifier {
  constructor({ appKey, appSecret, agentId, baseUrl = "https://oapi.dingtalk.com", pauseMs = 500 }) {
    Object.assign(this, { appKey, appSecret, agentId, baseUrl, pauseMs });
  }

  /** The task_id of the notification. */
  async shipped(userid, order) {
    const msg = { msgtype: "text", text: { content: `订单 ${order} 已发货` } };
    const body = { agent_id: this.agentId, userid_list: userid, msg };
    return (await this.call("/topapi/message/corpconversation/asyncsend_v2", body)).task_id;
  }

  async call(path, body, tries = 4) {
    for (let left = tries - 1; ; left--) {
      try {
        this.token ??= await this.newToken();
        return await this.ask(`${path}?access_token=${encodeURIComponent(this.token)}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      } catch (error) {
        if (EXPIRED.has(error.code) && left > 0) this.token = undefined;
        else if (THROTTLED.has(error.code) && left > 0) await new Promise((go) => setTimeout(go, this.pauseMs));
        else throw error;
      }
    }
  }

  async newToken() {
    const query = new URLSearchParams({ appkey: this.appKey, appsecret: this.appSecret });
    return (await this.ask(`/gettoken?${query}`)).access_token;
  }

  async ask(path, request) {
    const reply = await (await fetch(this.baseUrl + path, request)).json();
    if (reply.errcode) throw new Refused(reply);
    return reply;
  }
}
