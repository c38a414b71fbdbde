import { expect, test } from '@playwright/test'
import { Organisation, pick, signIn, unique } from './steps'

let organisation: Organisation
test.beforeAll(async () => {
  organisation = await Organisation.open()
})

test('one finds oneself by name and signs in, changes person, signs out', async ({ page }) => {
  const [first, second] = organisation.demo.users
  if (!first || !second) throw new Error('the demo organisation has too few people')
  await page.goto('/work/login')
  await page.getByRole('searchbox').fill(first.name)
  await expect(page.locator(`[data-userid="${first.userid}"]`)).toBeVisible()
  await expect(page.locator(`[data-userid="${second.userid}"]`)).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/work')

  await page.goto('/work/me')
  await expect(page.getByRole('main')).toContainText(first.name)
  await page.getByRole('button', { name: '换一个人' }).click()
  await pick(page, second.userid)
  await expect(page).toHaveURL('/work')
  await page.getByRole('link', { name: '我', exact: true }).click()
  await expect(page.getByRole('main')).toContainText(second.name)

  await page.getByRole('button', { name: '退出登录' }).click()
  await expect(page).toHaveURL(/\/work\/login/)
  await page.goto('/work')
  await expect(page).toHaveURL(/\/work\/login/)
})

test('somebody else’s inbox is not seen after changing person', async ({ page }) => {
  const [, one, two] = organisation.demo.users
  if (!one || !two) throw new Error('the demo organisation has too few people')
  const words = unique('只给一个人')
  await organisation.text(one.userid, words)
  await signIn(page, one.userid)
  await expect(page.getByText(words).first()).toBeVisible()
  await page.getByRole('link', { name: '我', exact: true }).click()
  await page.getByRole('button', { name: '换一个人' }).click()
  await pick(page, two.userid)
  await expect(page).toHaveURL('/work')
  await expect(page.getByText(words)).toHaveCount(0)
})

test('language and theme change at once and stay', async ({ page }) => {
  await signIn(page, organisation.demo.users[1]?.userid ?? '', '/work/me')
  await page.getByText('English', { exact: true }).click()
  await expect(page.getByRole('link', { name: 'Messages' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await ground()).toBe('rgb(243, 244, 246)')
  await page.getByText('Dark', { exact: true }).click()
  await expect.poll(ground).toBe('rgb(17, 19, 22)')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  expect(await ground()).toBe('rgb(17, 19, 22)')
  await page.getByText('System', { exact: true }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(ground).toBe('rgb(17, 19, 22)')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(ground).toBe('rgb(243, 244, 246)')
})
