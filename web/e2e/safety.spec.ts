import { expect, test } from '@playwright/test'
import type { WireMessage } from '../packages/api/src/platform'
import { conversation, message, Organisation, openApp, signIn, unique } from './steps'

const run = 'window.ran=1'

test('nothing that a message carries is run', async ({ page }) => {
  const organisation = await Organisation.open()
  const person = organisation.demo.users[3]?.userid ?? ''
  const attempts: WireMessage[] = [
    { msgtype: 'text', text: { content: `<img src=x onerror="${run}"><script>${run}</script> javascript:${run}` } },
    {
      msgtype: 'markdown',
      markdown: {
        title: `<img src=x onerror="${run}">`,
        text: `<script>${run}</script><img src=x onerror="${run}"><svg onload="${run}"></svg>\n\n[甲](javascript:${run}) [乙](JaVaScRiPt:${run}) [丙](data:text/html,<script>${run}</script>)\n\n<a href="javascript:${run}">丁</a> <iframe srcdoc="<script>parent.${run}</script>"></iframe> ![x](javascript:${run})`,
      },
    },
    {
      msgtype: 'link',
      link: {
        title: `<b onmouseover="${run}">标题</b>`,
        text: `"><img src=x onerror="${run}">`,
        picUrl: `javascript:${run}`,
        messageUrl: `javascript:${run}`,
      },
    },
    {
      msgtype: 'action_card',
      action_card: {
        title: '卡片',
        markdown: `<style>*{display:none}</style><form action="javascript:${run}"><button>戊</button></form>`,
        single_title: '己',
        single_url: `javascript:${run}`,
      },
    },
    {
      msgtype: 'action_card',
      action_card: {
        title: '卡片',
        markdown: '庚',
        btn_orientation: '0',
        btn_json_list: [{ title: '辛', action_url: `dingtalk://dingtalkclient/page/link?url=javascript:${run}` }],
      },
    },
  ]
  const last = unique('到此为止')
  // The server may refuse some of these; what it accepts must be harmless.
  let accepted = 0
  for (const msg of attempts) if ((await organisation.try(person, msg)).errcode === 0) accepted += 1
  expect(accepted).toBeGreaterThan(0)
  await organisation.text(person, last)

  await signIn(page, person)
  await openApp(page, organisation.demo.agent_id)
  await expect(message(page, last)).toBeVisible()
  const dangerous = conversation(page).locator(
    'script, iframe, svg:not([data-icon]), form, style, [onerror], [onload], [onmouseover], [href^="javascript" i], [href^="data" i], [src^="javascript" i]',
  )
  await expect(dangerous).toHaveCount(0)
  for (const words of ['甲', '乙', '丙', '丁', '己', '辛', '标题']) {
    const places = conversation(page).getByText(words, { exact: false })
    for (const place of await places.all()) await place.click({ timeout: 2000 }).catch(() => {})
  }
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  expect(page.context().pages()).toHaveLength(1)
})
