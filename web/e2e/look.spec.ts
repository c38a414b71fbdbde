/** Every page at both widths, light and dark, in both languages: frame, no sideways scrolling, no barrier; and a picture to look at. */
import { expect, test } from '@playwright/test'
import { buttons, link, markdown, single, text } from './messages'
import { expectAccessible, expectNoSidewaysScroll, message, Organisation, openApp, signIn, unique } from './steps'

let organisation: Organisation
let person: string
let words: string

test.beforeAll(async () => {
  organisation = await Organisation.open()
  person = organisation.demo.users[1]?.userid ?? ''
  words = unique('看一看')
  for (const msg of [text, markdown, link, single]) await organisation.send(person, msg(words))
  await organisation.send(person, buttons(words, '0'))
  await organisation.send(person, buttons(words, '1'))
})

for (const { scheme, language } of [
  { scheme: 'light', language: 'zh-CN' },
  { scheme: 'dark', language: 'zh-CN' },
  { scheme: 'light', language: 'en-GB' },
] as const)
  test.describe(`${scheme}, ${language}`, () => {
    test.use({ colorScheme: scheme, locale: language })

    test('every page', async ({ page }) => {
      const width = page.viewportSize()?.width ?? 0
      async function look(name: string) {
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
        await page.screenshot({ path: `e2e/pictures/${name}-${width}-${scheme}-${language.slice(0, 2)}.png` })
      }

      await page.goto('/')
      await expect(page.getByRole('region', { name: 'curl' })).toBeVisible()
      await expect(page.getByRole('complementary').locator('time').first()).toBeVisible()
      await look('start')

      await page.goto('/work')
      await expect(page.locator('[data-userid]').first()).toBeVisible()
      await look('login')

      await signIn(page, person)
      const row = page.locator(`[data-app="${organisation.demo.agent_id}"]`)
      await expect(row).toBeVisible()
      const nav = await page.getByRole('navigation').boundingBox()
      if (width < 768) expect(nav).toMatchObject({ x: 0, width })
      else expect(nav).toMatchObject({ x: 0, y: 0, height: 900 })
      if (width < 768) {
        expect((nav?.y ?? 0) + (nav?.height ?? 0)).toBe(844)
        expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44)
      }
      await look('inbox')

      await openApp(page, organisation.demo.agent_id)
      await expect(message(page, words)).toHaveCount(6)
      await look('conversation')

      await message(page, words).last().locator('[data-row]').click()
      await expect(page.getByRole('complementary')).toBeVisible()
      await look('detail')

      await page.goto('/work/me')
      await expect(page.getByRole('main').getByRole('heading').first()).toBeAttached()
      await look('me')
    })

    test('the page of dev mode', async ({ page }) => {
      const width = page.viewportSize()?.width ?? 0
      async function look(name: string) {
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
        await page.screenshot({ path: `e2e/pictures/${name}-${width}-${scheme}-${language.slice(0, 2)}.png` })
      }

      await signIn(page, person)
      for (const tab of ['calls', 'messages', 'clock', 'faults', 'snapshots']) {
        await page.goto(`/work/dev/${tab}`)
        await expect(page.getByRole('heading').first()).toBeAttached()
        await expect(page.getByRole('status', { name: /正在加载|Loading/ })).toHaveCount(0)
        await look(`dev-${tab}`)
        if (tab !== 'calls' && tab !== 'messages') continue
        await page.getByRole('main').locator('[data-row]').first().click()
        await expect(page.getByRole('complementary')).toBeVisible()
        await look(`dev-${tab}-detail`)
      }
    })
  })
