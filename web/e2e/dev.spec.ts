/** The page of dev mode: calls and messages as they happen, the clock, faults, snapshots. */
import { expect, test } from '@playwright/test'
import { Organisation, signIn, unique } from './steps'

const base = process.env.HOBNAIL_URL ?? ''
let organisation: Organisation
let person: string

test.beforeAll(async () => {
  organisation = await Organisation.open()
  person = organisation.demo.users[4]?.userid ?? ''
})

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('a call appears while one looks, with the rule that decided, to be copied', async ({ page }) => {
  await signIn(page, person, '/work/dev')
  await expect(page).toHaveURL('/work/dev/calls')
  const userid = unique('nobody').replace(' ', '')
  const list = page.getByRole('list', { name: '调用记录' })
  await expect(list).toBeVisible()
  const bad = await fetch(`${base}/topapi/v2/user/get?access_token=bad`, {
    method: 'POST',
    body: JSON.stringify({ userid }),
  })
  expect((await bad.json()).errcode).not.toBe(0)
  const row = list.getByRole('link').first()
  await expect(row).toContainText('/topapi/v2/user/get')
  await expect(row).toContainText('TOKEN_INVALID')
  await row.click()
  const detail = page.getByRole('complementary', { name: '调用详情' })
  await expect(detail).toContainText('TOKEN_INVALID')
  await detail.getByRole('button', { name: '复制 请求' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(userid)
  await page.keyboard.press('Escape')
  await expect(row).toBeFocused()

  await page.getByRole('searchbox').fill('/gettoken')
  await expect(list).toContainText('/gettoken')
  await expect(list).not.toContainText('/topapi/v2/user/get')
  await page.getByRole('searchbox').fill('/no/such')
  await expect(page.getByText('没有这个路径的调用')).toBeVisible()
})

test('a message appears as it is delivered', async ({ page }) => {
  await signIn(page, person, '/work/dev/messages')
  const words = unique('捕获')
  await organisation.text(person, words)
  const row = page.getByRole('list', { name: '消息记录' }).getByRole('link').filter({ hasText: words })
  await expect(row).toContainText('未读')
  await row.click()
  const detail = page.getByRole('complementary', { name: '消息详情' })
  await expect(detail.getByRole('region', { name: '发送者写的' })).toContainText('"msgtype": "text"')
})

test('a fault is added, bites, and is removed', async ({ page }) => {
  await signIn(page, person, '/work/dev/faults?path=/topapi/v2/department/get')
  await expect(page.getByLabel('路径')).toHaveValue('/topapi/v2/department/get')
  await page.getByRole('spinbutton', { name: '错误码' }).fill('90002')
  await page.getByRole('spinbutton', { name: '次数' }).fill('2')
  await page.getByRole('button', { name: '添加' }).click()
  const waiting = page.getByRole('list', { name: '生效中的故障' })
  await expect(waiting).toContainText('错误码 90002')
  await expect(waiting).toContainText('还剩 2 次')
  const reply = await fetch(`${base}/topapi/v2/department/get?access_token=x`, { method: 'POST', body: '{}' })
  expect(JSON.stringify(await reply.json())).toContain('90002')
  await page.getByRole('button', { name: /^移除/ }).click()
  await expect(page.getByText('没有生效中的故障')).toBeVisible()
})

test('the clock is moved, stopped, set and brought back', async ({ page }) => {
  const clock = async () => (await fetch(`${base}/_hobnail/v1/clock`)).json()
  await signIn(page, person, '/work/dev/clock')
  await page.getByRole('button', { name: '1 天', exact: true }).click()
  await expect(page.getByText('比本机快 1 天')).toBeVisible()
  await page.getByRole('button', { name: '停住' }).click()
  await expect(page.getByText('已停住')).toBeVisible()
  expect(await clock()).toMatchObject({ frozen: true })
  const time = new Date(Date.now() + 3 * 86_400_000)
  await page
    .getByLabel('时间', { exact: true })
    .fill(
      `${time.getUTCFullYear()}-${String(time.getUTCMonth() + 1).padStart(2, '0')}-${String(time.getUTCDate()).padStart(2, '0')}T09:12:05`,
    )
  await page.getByRole('button', { name: '设为' }).click()
  await expect(page.locator('time').first()).toContainText('09:12:05')
  await page.getByRole('button', { name: '回到本机时间' }).click()
  await expect(page.getByText('与本机一致')).toBeVisible()
  await expect(page.getByText('正常走动')).toBeVisible()
  expect((await clock()).frozen).toBe(false)
})

test('a snapshot is kept and gone back to', async ({ page }) => {
  await signIn(page, person, '/work/dev/snapshots')
  const name = unique('before').replace(' ', '-')
  await page.getByLabel('名称').fill('不行')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('字母、数字、- 和 _').last()).toBeVisible()
  await page.getByLabel('名称').fill(name)
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('status')).toContainText(`已保存为“${name}”`)
  const words = unique('会消失')
  await organisation.text(person, words)
  await page.getByRole('button', { name: `恢复 ${name}` }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '恢复' }).click()
  await expect(page.getByRole('status')).toContainText(`已回到“${name}”`)
  await page.goto('/work/dev/messages')
  await expect(page.getByRole('main')).not.toContainText(words)
})
