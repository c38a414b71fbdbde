/**
 * What the start page of dev mode calls besides the console: the control API, typed like the console by its own OpenAPI file, and the
 * platform's own calls, made the way a customer's program makes them.
 */
import createClient from 'openapi-fetch'
import { reply } from './client'
import type { paths } from './control'
import type { Reply } from './types'

export type Demo = Reply<paths, '/_hobnail/v1/demo', 'get'>

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
  image?: { media_id: string }
  voice?: { media_id: string; duration: string }
  file?: { media_id: string }
  oa?: {
    message_url: string
    pc_message_url?: string
    head: { bgcolor: string; text: string }
    status_bar?: { status_value?: string; status_bg?: string }
    body: {
      title?: string
      form?: { key?: string; value?: string }[]
      rich?: { num?: string; unit?: string }
      content?: string
      image?: string
      file_count?: string
      author?: string
    }
  }
}

type Messages = Reply<paths, '/_hobnail/v1/messages', 'get'>
export type Captured = Omit<Messages['messages'][number], 'msg'> & { msg: WireMessage }

const control = createClient<paths>({ baseUrl: '' })

export const demo = () => reply(control.GET('/_hobnail/v1/demo'))

export const status = () => reply(control.GET('/_hobnail/v1/status'))

/** What one person, or everybody, received after `after`; waits up to `wait_ms` for the next one. */
export async function captured(
  of: { userid?: string; corp_id?: string },
  after: number | undefined,
  wait_ms: number,
  signal: AbortSignal,
) {
  const query = { ...of, wait_ms, limit: 1000, ...(after === undefined ? {} : { after }) }
  const { messages, next } = await reply(control.GET('/_hobnail/v1/messages', { params: { query }, signal }))
  // Its contract says "an object": the platform's, as the sender wrote it.
  return { messages: messages as Captured[], next }
}

export type LoggedCall = Reply<paths, '/_hobnail/v1/calls', 'get'>['calls'][number]

/** Calls of the platform's APIs after `after`; waits up to `wait_ms` for the next one. */
export function calls(path: string, after: number | undefined, wait_ms: number, signal: AbortSignal) {
  const query = { wait_ms, limit: 1000, ...(path && { path }), ...(after === undefined ? {} : { after }) }
  return reply(control.GET('/_hobnail/v1/calls', { params: { query }, signal }))
}

/** Where the bytes of an uploaded file are, for whoever tests. */
export const mediaUrl = (media_id: string, corp_id?: string, preview = false) =>
  `/_hobnail/v1/media?${new URLSearchParams({ id: media_id, ...(corp_id && { corp_id }), ...(preview && { preview: 'true' }) })}`

export type ClockMove = { advance_ms?: number; set_ms?: number; freeze?: boolean }

export const clock = () => reply(control.GET('/_hobnail/v1/clock'))

export const moveClock = (body: ClockMove) => reply(control.POST('/_hobnail/v1/clock', { body }))

type FaultsReply = Reply<paths, '/_hobnail/v1/faults', 'get'>
export type WaitingFault = FaultsReply['faults'][number]
export type NewFault = {
  path: string
  times?: number
  errcode?: number
  http_status?: number
  delay_ms?: number
  drop?: boolean
}

export const faults = () => reply(control.GET('/_hobnail/v1/faults'))

export const makeFault = (body: NewFault) => reply(control.POST('/_hobnail/v1/faults', { body }))

export const endFault = (id: number) => reply(control.DELETE('/_hobnail/v1/faults/{id}', { params: { path: { id } } }))

export const snapshots = () => reply(control.GET('/_hobnail/v1/snapshots'))

export const keepSnapshot = (name: string) => reply(control.POST('/_hobnail/v1/snapshots', { body: { name } }))

export const restoreSnapshot = (name: string) =>
  reply(control.POST('/_hobnail/v1/snapshots/{name}/restore', { params: { path: { name } }, body: {} }))

export type PlatformReply = { errcode: number; errmsg: string; [field: string]: unknown }

async function json(url: string, init?: RequestInit): Promise<PlatformReply> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
  return response.json()
}

/** `gettoken` and then `asyncsend_v2`; the replies as they came. */
export async function sendOnce(
  app: Demo,
  userid: string,
  msg: WireMessage,
): Promise<{ token: PlatformReply; send?: PlatformReply }> {
  const key = new URLSearchParams({ appkey: app.app_key, appsecret: app.app_secret })
  const token = await json(`/gettoken?${key}`)
  if (token.errcode !== 0) return { token }
  const send = await json(
    `/topapi/message/corpconversation/asyncsend_v2?access_token=${encodeURIComponent(String(token.access_token))}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ agent_id: app.agent_id, userid_list: userid, msg }),
    },
  )
  return { token, send }
}
