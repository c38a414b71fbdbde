/** The consoles' common frame: who gets in, how one signs in on the way, and how every page looks. */
import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, Organisation, pick, signIn } from './steps'

let organisation: Organisation
let admin: string
let employee: string

test.beforeAll(async () => {
  organisation = await Organisation.open()
  admin = organisation.demo.admin_userid
  employee = organisation.demo.users.find(user => user.userid !== admin)?.userid ?? ''
})

for (const [place, name] of [
  ['admin', '管理后台'],
  ['console', '开发者后台'],
] as const)
  test(`${name}: signing in leads back, and only administrators get in`, async ({ page }) => {
    await page.goto(`/${place}`)
    await expect(page).toHaveURL(`/work/login?next=%2F${place}`)
    await pick(page, employee)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText(`${name}没有对你开放`)
    await expect(alert.getByRole('link', { name: '工作台' })).toHaveAttribute('href', '/work')
    await alert.getByRole('link', { name: '换一个账号登录' }).click()
    await pick(page, admin)
    await expect(page).toHaveURL(`/${place}`)
    await expect(page).toHaveTitle(`首页 · ${organisation.demo.corp_name}`)
    await page.goto(`/${place}/nothing-like-this`)
    await expect(page).toHaveURL(`/${place}`)
  })

for (const { scheme, language } of [
  { scheme: 'light', language: 'zh-CN' },
  { scheme: 'dark', language: 'zh-CN' },
  { scheme: 'light', language: 'en-GB' },
] as const)
  test.describe(`${scheme}, ${language}`, () => {
    test.use({ colorScheme: scheme, locale: language })
    for (const [place, path, name] of [
      ['admin', '', 'home'],
      ['admin', '/messages', 'messages'],
      ['console', '', 'home'],
    ] as const)
      test(`/${place}${path}`, async ({ page }) => {
        await signIn(page, admin, `/${place}${path}`)
        await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
        const width = page.viewportSize()?.width ?? 0
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
        await page.screenshot({ path: `e2e/pictures/${place}-${name}-${width}-${scheme}-${language.slice(0, 2)}.png` })
        if (width < 768) {
          await page.getByRole('button', { name: language.startsWith('zh') ? '菜单' : 'Menu' }).click()
          await expect(page.getByRole('navigation')).toBeVisible()
          await expectAccessible(page)
          await page.screenshot({
            path: `e2e/pictures/${place}-menu-${width}-${scheme}-${language.slice(0, 2)}.png`,
          })
        }
      })
  })
