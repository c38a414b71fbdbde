/**
 * A stand-in for the server, for work on the pages alone: everything in memory, one demo organisation, no rule enforced that a page
 * does not show. It speaks the console's contract, the few platform calls of work notifications and the control API's two
 * reads, and serves web/dist/workbench with the content security policy that the pages must live with.
 *
 *   node mock/server.mjs [--port 8080] [--mode dev|serve]
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { parseArgs } from 'node:util'
import { micromark } from 'micromark'

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, mode: { type: 'string', default: 'dev' } },
})
const port = Number(options.port)
const dist = new URL('../dist/workbench/', import.meta.url).pathname

const corp = { corpId: 'ding8a1c5f0e7b3d', corpName: '晨光示范公司' }
const corps = [
  { corpId: corp.corpId, name: corp.corpName },
  { corpId: 'dingother', name: '另一家公司' },
]
const app = { agent_id: 100001, app_key: 'dingdemo4k7t2m9q', app_secret: 'demo-secret-Zx81QmPw7Rk3Vt5Yb9Nc' }
const appNames = { 100001: '工作通知示例', 100002: '费用报销' }
const departments = [
  { dept_id: 1, name: corp.corpName, parent_id: 0 },
  { dept_id: 2, name: '产品研发部', parent_id: 1 },
  { dept_id: 3, name: '销售部', parent_id: 1 },
]
const users = [
  ['manager01', '陈思远', '13800000001', [1], '总经理'],
  ['zhangwei', '张伟', '13800000002', [2], '后端工程师'],
  ['lina', '李娜', '13800000003', [2], '产品经理'],
  ['wangfang', '王芳', '13800000004', [3], '大客户经理'],
  ['ouyang', '欧阳明日香', '13800000005', [2, 3], undefined],
].map(([userid, name, mobile, dept_id_list, title]) => ({
  userid,
  unionid: `u-${userid}`,
  name,
  mobile,
  dept_id_list,
  title,
}))

const sessions = new Map()
const messages = []
const streams = new Set()
const waiting = new Set()
let serial = 1000

const unreadOf = (userid, agentId) =>
  messages.filter(m => m.userid === userid && m.state === 'unread' && (!agentId || m.agent_id === agentId)).length

function announce(userid, type, agentId) {
  const data = JSON.stringify({ type, agentId, unread: unreadOf(userid) })
  for (const stream of streams) if (stream.userid === userid) stream.response.write(`event: inbox\ndata: ${data}\n\n`)
  for (const wake of [...waiting]) wake()
}

function summary(msg) {
  const body = msg.text?.content ?? msg.markdown?.title ?? msg.link?.title ?? msg.action_card?.title ?? ''
  return (body || msg.action_card?.markdown || '').slice(0, 80)
}

function view(m) {
  const { msg } = m
  const card = msg.action_card
  return {
    id: m.id,
    agentId: m.agent_id,
    appName: appNames[m.agent_id],
    taskId: m.task_id,
    deliveredMs: m.delivered_ms,
    state: m.state,
    kind: msg.msgtype === 'action_card' ? 'actionCard' : msg.msgtype,
    summary: summary(msg),
    text: msg.text,
    markdown: msg.markdown && { title: msg.markdown.title, html: micromark(msg.markdown.text) },
    link: msg.link,
    actionCard: card && {
      title: card.title ?? '',
      html: micromark(card.markdown),
      singleTitle: card.single_title,
      singleUrl: card.single_url,
      buttons: card.btn_json_list?.map(b => ({ title: b.title, url: b.action_url })),
      vertical: card.btn_orientation !== '1',
    },
  }
}

class Refused extends Error {
  constructor(status, code, message, field) {
    super(message)
    Object.assign(this, { status, code, field })
  }
}

function sessionView(session) {
  const user = session.user
  return {
    mode: options.mode,
    signedIn: Boolean(user),
    csrfToken: session.csrf,
    zone: 'Asia/Shanghai',
    corps: user && corps,
    person: user && {
      userid: user.userid,
      name: user.name,
      title: user.title,
      ...session.corp,
      departments: user.dept_id_list.map(id => departments.find(d => d.dept_id === id).name),
      admin: user.userid === 'manager01',
    },
  }
}

function page(all, key, { after, limit = '20' }) {
  const from = after ? all.findIndex(item => String(key(item)) === after) + 1 : 0
  const items = all.slice(from, from + Number(limit))
  const next = from + items.length < all.length ? String(key(items.at(-1))) : undefined
  return { items, next }
}

const consoleCalls = {
  'GET session': (_, session) => sessionView(session),
  'GET dev/people': query => {
    const found = users.filter(u => !query.q || `${u.name} ${u.mobile}`.includes(query.q))
    const { items, next } = page(found, u => u.userid, query)
    const department = u => departments.find(d => d.dept_id === u.dept_id_list[0]).name
    return {
      items: items.map(u => ({ ...corp, userid: u.userid, name: u.name, title: u.title, department: department(u) })),
      next,
    }
  },
  'POST session/pick': (body, session) => {
    session.user = users.find(u => u.userid === body.userid)
    return sessionView(session)
  },
  'POST session/password': (body, session) => {
    const user = users.find(u => u.mobile === body.mobile)
    if (body.password === 'throttle')
      throw new Refused(429, 'session.throttled', '尝试次数过多，请在 4 分 30 秒后再试。')
    if (!user || body.password !== 'hobnail-demo') throw new Refused(401, 'session.denied', '手机号或密码不正确。')
    session.user = user
    return sessionView(session)
  },
  'POST session/corp': (body, session) => {
    const { corpId, name } = corps.find(c => c.corpId === body.corpId)
    session.corp = { corpId, corpName: name }
    return sessionView(session)
  },
  'POST session/end': (_, session) => {
    session.user = undefined
    return {}
  },
  'POST me/password': body => {
    if (body.current !== 'hobnail-demo') throw new Refused(422, 'password.wrong', '当前密码不正确。', 'current')
    if (body.next.length < 10) throw new Refused(422, 'password.weak', '新密码至少 10 个字符。', 'next')
    return {}
  },
  'GET me/inbox/apps': (_, { user }) => {
    const mine = messages.filter(m => m.userid === user.userid && m.state !== 'recalled').reverse()
    const items = [...new Set(mine.map(m => m.agent_id))].map(agentId => {
      const last = mine.find(m => m.agent_id === agentId)
      return {
        agentId,
        name: appNames[agentId],
        unread: unreadOf(user.userid, agentId),
        last: { id: last.id, summary: summary(last.msg), deliveredMs: last.delivered_ms },
      }
    })
    return { items, unread: unreadOf(user.userid) }
  },
  'GET me/inbox/messages': (query, { user }) => {
    const mine = messages.filter(
      m => m.userid === user.userid && m.agent_id === Number(query.agentId) && m.state !== 'recalled',
    )
    const { items, next } = page(mine.reverse(), m => m.id, query)
    return { items: items.map(view), next: next && Number(next) }
  },
  'GET me/inbox/message': (query, { user }) => {
    const found = messages.find(m => m.id === Number(query.id) && m.userid === user.userid && m.state !== 'recalled')
    if (!found) throw new Refused(404, 'message.gone', '消息不存在或已撤回。')
    return { item: view(found) }
  },
  'POST me/inbox/read': (body, { user }) => {
    for (const id of body.ids) read(id, user.userid)
    return { unread: unreadOf(user.userid) }
  },
}

function read(id, userid) {
  const found = messages.find(m => m.id === id && m.userid === userid && m.state === 'unread')
  if (!found) return
  found.state = 'read'
  announce(userid, 'read', found.agent_id)
}

const platformCalls = {
  '/gettoken': query =>
    query.appkey === app.app_key && query.appsecret === app.app_secret
      ? { errcode: 0, errmsg: 'ok', access_token: 'mock-token', expires_in: 7200 }
      : { errcode: 40096, errmsg: '不合法的appKey或appSecret' },
  '/topapi/message/corpconversation/asyncsend_v2': body => {
    const task_id = ++serial
    for (const userid of body.userid_list.split(',')) {
      const id = ++serial
      const delivered_ms = Date.now() - (body.mock_age_ms ?? 0)
      const agent_id = Number(body.agent_id)
      messages.push({ id, userid, agent_id, task_id, msg: body.msg, state: 'unread', delivered_ms })
      announce(userid, 'delivered', agent_id)
    }
    return { errcode: 0, errmsg: 'ok', task_id, request_id: `r${task_id}` }
  },
  '/topapi/message/corpconversation/getsendresult': body => {
    const sent = messages.filter(m => m.task_id === Number(body.task_id))
    const ids = state => sent.filter(m => m.state === state).map(m => m.userid)
    return { errcode: 0, send_result: { read_user_id_list: ids('read'), unread_user_id_list: ids('unread') } }
  },
  '/topapi/message/corpconversation/recall': body => {
    for (const m of messages.filter(m => m.task_id === Number(body.msg_task_id))) {
      m.state = 'recalled'
      announce(m.userid, 'recalled', m.agent_id)
    }
    return { errcode: 0, errmsg: 'ok' }
  },
}

async function captured(query) {
  const list = () => messages.filter(m => m.userid === query.userid && m.id > Number(query.after ?? 0))
  const until = Date.now() + Number(query.wait_ms ?? 0)
  while (!list().length && Date.now() < until) {
    await new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, until - Date.now())
      waiting.add(wake)
    })
  }
  return { messages: list(), next: list().at(-1)?.id ?? Number(query.after ?? 0) }
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

async function serveFile(path, response) {
  const wanted = path.startsWith('/assets/') ? normalize(path) : '/index.html'
  const body = await readFile(join(dist, wanted)).catch(() => undefined)
  response.writeHead(body ? 200 : 404, {
    'Content-Type': types[extname(wanted)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
  })
  response.end(body)
}

createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`)
  const answer = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  try {
    const query = Object.fromEntries(url.searchParams)
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {}

    if (url.pathname === '/_hobnail/v1/status') return answer(200, { now_ms: Date.now() })
    if (url.pathname === '/_hobnail/v1/demo') {
      return answer(200, {
        base_url: url.origin,
        corp_id: corp.corpId,
        ...app,
        admin_userid: 'manager01',
        users,
        departments,
      })
    }
    if (url.pathname === '/_hobnail/v1/messages') return answer(200, await captured(query))
    const platform = platformCalls[url.pathname]
    if (platform) return answer(200, platform(request.method === 'GET' ? query : body))
    if (!url.pathname.startsWith('/console/api/')) return serveFile(url.pathname, response)

    let id = /hobnail_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
    if (!sessions.has(id)) {
      id = Math.random().toString(36).slice(2)
      sessions.set(id, { csrf: Math.random().toString(36).slice(2), user: undefined, corp })
      response.setHeader('Set-Cookie', `hobnail_session=${id}; Path=/; HttpOnly; SameSite=Lax`)
    }
    const session = sessions.get(id)
    const name = url.pathname.slice('/console/api/'.length)
    if (!session.user && (name.startsWith('me/') || name === 'events'))
      throw new Refused(401, 'session.none', '请先登录。')
    if (request.method === 'POST' && request.headers['x-csrf-token'] !== session.csrf)
      throw new Refused(403, 'session.csrf', '页面已过期，请刷新。')
    if (name === 'events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write('event: hello\ndata: {}\n\n')
      const stream = { userid: session.user.userid, response }
      streams.add(stream)
      return request.on('close', () => streams.delete(stream))
    }
    const call = consoleCalls[`${request.method} ${name}`]
    if (!call) throw new Refused(404, 'unknown', '没有这个接口。')
    answer(200, call(request.method === 'GET' ? query : body, session))
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error)
    const { status = 500, code = 'internal', message, field } = error
    answer(status, { code, message, field })
  }
}).listen(port, '127.0.0.1', () => console.log(`mock server on http://127.0.0.1:${port} (${options.mode})`))
