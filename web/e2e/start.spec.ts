import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { Organisation } from './steps'

let organisation: Organisation
test.beforeAll(async () => {
  organisation = await Organisation.open()
})

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })
const copied = () => navigator.clipboard.readText()

test('every credential is copied with one click', async ({ page }) => {
  await page.goto('/')
  const { demo } = organisation
  for (const [label, value] of [
    ['服务地址', demo.base_url],
    ['CorpId', demo.corp_id],
    ['AgentId', String(demo.agent_id)],
    ['AppKey', demo.app_key],
    ['AppSecret', demo.app_secret],
    ['管理员 userid', demo.admin_userid],
  ] as const) {
    await page.getByRole('button', { name: `复制 ${label}`, exact: true }).click()
    expect(await page.evaluate(copied)).toBe(value)
  }
  for (const user of demo.users.slice(0, 3))
    await expect(page.getByRole('row').filter({ hasText: user.userid }).first()).toContainText(user.name)
})

for (const [program, command] of [
  ['curl', ['sh', '-c']],
  ['Python', ['python3', '-c']],
] as const)
  for (const kind of ['文本', 'Markdown', '链接', '卡片'])
    test(`the copied ${program} program sends a ${kind} message, which appears beside it`, async ({ page }) => {
      const filled = page.waitForResponse(/\/_hobnail\/v1\/messages/)
      await page.goto('/')
      await (await filled).finished()
      const inbox = page.getByRole('complementary')
      await page.getByText(kind, { exact: true }).first().click()
      await page.getByText(program, { exact: true }).click()
      await page.getByRole('button', { name: `复制 ${program}` }).click()
      const newest = inbox.locator('[data-item]').first()
      const before = (await newest.count()) ? await newest.getAttribute('data-item') : null
      const [shell, option] = command
      const printed = execFileSync(shell, [option, await page.evaluate(copied)], { encoding: 'utf8' })
      expect(printed).toMatch(/['"]errcode['"]: ?0/)
      await expect.poll(() => newest.getAttribute('data-item'), { timeout: 3000 }).not.toBe(before)
    })

test('the call runs from the page as well, for whoever is chosen', async ({ page }) => {
  const user = organisation.demo.users.at(-1)
  if (!user) throw new Error('the demo organisation has nobody')
  await page.goto('/')
  await page.getByLabel('发给').selectOption(user.userid)
  const inbox = page.getByRole('complementary', { name: `${user.name}的收件箱` })
  await expect(inbox).toBeVisible()
  await page.getByRole('button', { name: '在这里运行' }).click()
  await expect(page.getByRole('region', { name: '返回结果' })).toContainText('"task_id"')
  await expect(inbox.getByText(/订单服务 v2\.3\.1 已发布/).first()).toBeVisible()

  await page.getByRole('button', { name: `以${user.name}的身份打开工作台` }).click()
  await expect(page).toHaveURL('/work')
  await expect(page.locator(`[data-app="${organisation.demo.agent_id}"]`)).toContainText('订单服务 v2.3.1 已发布')
})
