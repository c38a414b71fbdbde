/**
 * What the start page of dev mode calls besides the console: the control API, which is outside the console's OpenAPI file,
 * and the platform's own calls, made the way a customer's program makes them.
 */

export type Demo = {
  base_url: string
  corp_id: string
  agent_id: number
  app_key: string
  app_secret: string
  admin_userid: string
  users: { userid: string; unionid: string; name: string; mobile: string; dept_id_list: number[] }[]
  departments: { dept_id: number; name: string; parent_id?: number }[]
}

/** A work notification's `msg`, as its sender wrote it. */
export type WireMessage = {
  msgtype: string
  text?: { content: string }
  markdown?: { title: string; text: string }
  link?: { title: string; text: string; picUrl?: string; messageUrl: string }
  action_card?: {
    title?: string
    markdown: string
    single_title?: string
    single_url?: string
    btn_orientation?: string
    btn_json_list?: { title: string; action_url: string }[]
  }
}

export type Captured = {
  id: number
  userid: string
  agent_id: number
  task_id: number
  msg: WireMessage
  state: 'unread' | 'read' | 'recalled'
  delivered_ms: number
}

async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
  return response.json()
}

export const status = () => json<{ now_ms: number }>('/_hobnail/v1/status')

export const demo = () => json<Demo>('/_hobnail/v1/demo')

/** What one person received after `after`; waits up to `waitMs` for the next one. */
export function captured(userid: string, after: string | undefined, waitMs: number, signal: AbortSignal) {
  const query = new URLSearchParams({ userid, wait_ms: String(waitMs) })
  if (after !== undefined) query.set('after', after)
  return json<{ messages: Captured[]; next?: string | number }>(`/_hobnail/v1/messages?${query}`, { signal })
}

export type PlatformReply = { errcode: number; errmsg: string; [field: string]: unknown }

/** `gettoken` and then `asyncsend_v2`; the replies as they came. */
export async function sendOnce(
  app: Demo,
  userid: string,
  msg: WireMessage,
): Promise<{ token: PlatformReply; send?: PlatformReply }> {
  const key = new URLSearchParams({ appkey: app.app_key, appsecret: app.app_secret })
  const token = await json<PlatformReply>(`/gettoken?${key}`)
  if (token.errcode !== 0) return { token }
  const send = await json<PlatformReply>(
    `/topapi/message/corpconversation/asyncsend_v2?access_token=${encodeURIComponent(String(token.access_token))}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ agent_id: app.agent_id, userid_list: userid, msg }),
    },
  )
  return { token, send }
}
