import { expect, test } from '@playwright/test'
import { expectAccessible } from './steps'

const mobile = process.env.HOBNAIL_SERVE_MOBILE ?? ''
const password = process.env.HOBNAIL_SERVE_PASSWORD ?? ''

test('mobile number and password', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL('/work/login')
  await expectAccessible(page)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByText('请输入手机号')).toBeVisible()
  await page.getByLabel('手机号').fill(mobile)
  await page.getByLabel('密码').fill('not-the-password')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert').first()).not.toBeEmpty()
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page).toHaveURL('/work')

  await page.goto('/work/me')
  await page.getByRole('button', { name: '修改密码' }).click()
  await page.getByLabel('当前密码').fill('not-the-password')
  await page.getByLabel('新密码', { exact: true }).fill('another-long-password')
  await page.getByLabel('再输入一次新密码').fill('different')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('两次输入的新密码不一致')).toBeVisible()
  await page.getByLabel('再输入一次新密码').fill('another-long-password')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.locator('#current_help, .ant-form-item-explain-error').first()).toBeVisible()
  await expect(page.locator('.ant-btn-loading')).toHaveCount(0)
  await expectAccessible(page)
  await page.getByRole('button', { name: '取消' }).click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await expect(page).toHaveURL(/\/work\/login/)
})

test('too many attempts are told how long to wait', async ({ page }) => {
  await page.route('**/console/api/session/password', route =>
    route.fulfill({
      status: 429,
      json: { code: 'session.throttled', message: '尝试次数过多，请在 4 分 30 秒后再试。' },
    }),
  )
  await page.goto('/work/login')
  await page.getByLabel('手机号').fill(mobile)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert').first()).toContainText('4 分 30 秒')
})

test('somebody of several organisations goes over to another one', async ({ page }) => {
  const corps = [
    { corpId: 'a', name: '晨光示范公司' },
    { corpId: 'b', name: '另一家公司' },
  ]
  let current = 'a'
  await page.route('**/console/api/session', async route => {
    const session = await (await route.fetch()).json()
    const corpName = corps.find(corp => corp.corpId === current)?.name
    await route.fulfill({
      json: { ...session, corps, person: session.person && { ...session.person, corpId: current, corpName } },
    })
  })
  await page.route('**/console/api/session/corp', async route => {
    current = route.request().postDataJSON().corpId
    const session = await (await page.request.get('/console/api/session')).json()
    await route.fulfill({
      json: { ...session, corps, person: { ...session.person, corpId: current, corpName: '另一家公司' } },
    })
  })
  await page.goto('/work/login')
  await page.getByLabel('手机号').fill(mobile)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page).toHaveURL('/work')
  await page.getByRole('link', { name: '我', exact: true }).click()
  await page.getByLabel('切换组织').selectOption('另一家公司')
  await expect(page.getByRole('main')).toContainText('另一家公司')
  await expect(page).toHaveTitle(/另一家公司$/)
})
