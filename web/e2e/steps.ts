/** The steps that tests are told in: the platform's own calls for sending, the pages for everything else. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { Demo, WireMessage } from '../packages/api/src/platform'

const base = process.env.HOBNAIL_URL ?? ''

async function json(path: string, body?: object) {
  const response = await fetch(base + path, {
    ...(body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  expect(response.status, path).toBe(200)
  return response.json()
}

export class Organisation {
  private constructor(
    readonly demo: Demo,
    private readonly token: string,
  ) {}

  static async open(): Promise<Organisation> {
    const demo: Demo = await json('/_hobnail/v1/demo')
    const key = new URLSearchParams({ appkey: demo.app_key, appsecret: demo.app_secret })
    const { access_token } = await json(`/gettoken?${key}`)
    return new Organisation(demo, access_token)
  }

  private call(name: string, body: object) {
    return json(`/topapi/message/corpconversation/${name}?access_token=${this.token}`, {
      agent_id: this.demo.agent_id,
      ...body,
    })
  }

  /** Sends and returns the platform's reply as it came. */
  try(userid: string, msg: WireMessage) {
    return this.call('asyncsend_v2', { userid_list: userid, msg })
  }

  async send(userid: string, msg: WireMessage): Promise<number> {
    const reply = await this.try(userid, msg)
    expect(reply).toMatchObject({ errcode: 0 })
    return reply.task_id
  }

  text = (userid: string, content: string) => this.send(userid, { msgtype: 'text', text: { content } })

  /** Somebody who has received nothing yet. */
  async member(name: string): Promise<string> {
    const mobile = `137${String(Date.now()).slice(-8)}`
    return (await json('/_hobnail/v1/members', { name, mobile })).userid
  }

  /** Uploads a media file as programs do; its media_id. */
  async upload(kind: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const body = new FormData()
    body.set('type', kind)
    body.set('media', new File([bytes], name))
    const response = await fetch(`${base}/media/upload?access_token=${this.token}`, { method: 'POST', body })
    const reply = await response.json()
    expect(reply, name).toMatchObject({ errcode: 0 })
    return reply.media_id
  }

  async updateStatusBar(taskId: number, status_value: string, status_bg: string) {
    expect(await this.call('status_bar/update', { task_id: taskId, status_value, status_bg })).toMatchObject({
      errcode: 0,
    })
  }

  async recall(taskId: number) {
    expect(await this.call('recall', { msg_task_id: taskId })).toMatchObject({ errcode: 0 })
  }

  async readers(taskId: number): Promise<string[]> {
    return (await this.call('getsendresult', { task_id: taskId })).send_result.read_user_id_list ?? []
  }
}

let serial = 0
/** Words that no other message of this or an earlier run carries. */
export const unique = (words: string) => `${words} ${Date.now().toString(36)}${(serial++).toString(36)}`

/** Finds a person on the sign-in page and enters as that person. */
export async function pick(page: Page, userid: string) {
  await page.getByRole('searchbox').fill(await mobileOf(userid))
  await page.locator(`[data-userid="${userid}"]`).click()
  await expect(page).toHaveURL(url => url.pathname !== '/work/login')
}

async function mobileOf(userid: string): Promise<string> {
  const { users }: Demo = await json('/_hobnail/v1/demo')
  return users.find(user => user.userid === userid)?.mobile ?? ''
}

export async function signIn(page: Page, userid: string, to = '/work') {
  await page.goto(to)
  await pick(page, userid)
  await expect(page.getByRole('main')).toBeVisible()
}

export const conversation = (page: Page) =>
  page.locator('section[aria-label$="的消息"], section[aria-label^="Messages from"]')

/** One message in the open conversation, by words in it. */
export const message = (page: Page, words: string) =>
  conversation(page).getByRole('listitem').filter({ hasText: words })

export async function openApp(page: Page, agentId: number) {
  await page.locator(`[data-app="${agentId}"]`).click()
  await expect(conversation(page)).toBeVisible()
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** No fault that keeps somebody from using the page. */
export async function expectAccessible(page: Page) {
  await page.evaluate(axe)
  const faults = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page that has just been put there
    const { violations } = await (window as any).axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter((fault: { impact: string }) => fault.impact === 'serious' || fault.impact === 'critical')
      .map((fault: { id: string; nodes: { target: string[]; failureSummary: string }[] }) => [
        fault.id,
        ...fault.nodes.map(node => `${node.target} ${node.failureSummary}`),
      ])
  })
  expect(faults).toEqual([])
}

export async function expectNoSidewaysScroll(page: Page) {
  const { content, view } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    view: window.innerWidth,
  }))
  expect(content).toBeLessThanOrEqual(view)
}
