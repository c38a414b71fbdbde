import { expect, test } from '@playwright/test'
import { Organisation, pick, signIn, unique } from './steps'

let organisation: Organisation
let person: string

test.beforeAll(async () => {
  organisation = await Organisation.open()
  person = organisation.demo.users[2]?.userid ?? ''
  await organisation.text(person, unique('先有一条'))
})

const apps = '**/console/api/me/inbox/apps'
const messages = '**/console/api/me/inbox/messages*'

test('an empty inbox teaches the call that fills it, with live values', async ({ page }) => {
  await page.route(apps, route => route.fulfill({ json: { items: [], unread: 0 } }))
  await signIn(page, person)
  await expect(page.getByRole('heading', { name: '还没有消息' })).toBeVisible()
  const code = page.getByRole('region', { name: 'curl' })
  for (const value of [organisation.demo.app_key, organisation.demo.app_secret, person])
    await expect(code).toContainText(value)
})

test('a failure says so and is mended by trying again', async ({ page }) => {
  let broken = true
  await page.route(apps, route =>
    broken ? route.fulfill({ status: 500, json: { code: 'internal', message: '内部错误' } }) : route.continue(),
  )
  await signIn(page, person)
  await expect(page.getByRole('alert')).toContainText('内部错误')
  broken = false
  await page.getByRole('button', { name: '重试' }).click()
  await expect(page.locator(`[data-app="${organisation.demo.agent_id}"]`)).toBeVisible()
})

test('an unreachable server is called that', async ({ page }) => {
  await page.route(messages, route => route.abort())
  await signIn(page, person, `/work/inbox/${organisation.demo.agent_id}`)
  await expect(page.getByRole('alert')).toContainText('连接不上服务器')
  await page.unroute(messages)
  await page.getByRole('button', { name: '重试' }).click()
  await expect(page.locator('[data-item]').first()).toBeVisible()
})

test('what one may not see is explained, not retried', async ({ page }) => {
  await page.route(messages, route =>
    route.fulfill({ status: 403, json: { code: 'inbox.denied', message: '这个应用对你不可见。', help: '/work' } }),
  )
  await signIn(page, person, `/work/inbox/${organisation.demo.agent_id}`)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('没有权限')
  await expect(alert).toContainText('这个应用对你不可见。')
  await expect(alert.getByRole('link', { name: '查看如何解决' })).toHaveAttribute('href', '/work')
  await expect(page.getByRole('button', { name: '重试' })).toHaveCount(0)
})

test('a session that ended leads to signing in and back', async ({ page }) => {
  const target = `/work/inbox/${organisation.demo.agent_id}`
  await signIn(page, person, target)
  await expect(page).toHaveURL(target)
  await page.context().clearCookies()
  await page.reload()
  await expect(page).toHaveURL(url => url.pathname === '/work/login' && url.searchParams.get('next') === target)
  await page.goto('/work/login?next=https://example.com/')
  await pick(page, person)
  await expect(page).toHaveURL('/work')
})
