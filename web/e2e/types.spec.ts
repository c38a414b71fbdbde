/** Every type of work notification in the inbox and in the start page's phone, laid out as it should be, with a picture of each. */
import { expect, type Locator, test } from '@playwright/test'
import { buttons, file, form, image, link, markdown, pdf, png, single, text, voice, wav } from './messages'
import { conversation, expectAccessible, expectNoSidewaysScroll, Organisation, openApp, signIn, unique } from './steps'

let organisation: Organisation
let person: string
let words: string
let formTask: number

test.beforeAll(async () => {
  organisation = await Organisation.open()
  person = await organisation.member('类小型')
  words = unique('类型')
  const picture = await organisation.upload('image', '山.png', png(600, 400))
  const sound = await organisation.upload('voice', '留言.wav', wav())
  const report = await organisation.upload('file', '2026 年第一季度经营分析报告（终稿）.pdf', pdf())
  for (const msg of [
    text(words),
    markdown(words),
    link(words),
    single(words),
    buttons(words, '0'),
    buttons(words, '1'),
  ])
    await organisation.send(person, msg)
  for (const msg of [image(picture), voice(sound), file(report)]) await organisation.send(person, msg)
  formTask = await organisation.send(person, form(words, picture))
})

/** Nothing of it hangs out of its card. */
async function expectInside(card: Locator) {
  const hanging = await card.evaluate(element => {
    const box = element.getBoundingClientRect()
    return [...element.querySelectorAll('*')]
      .map(child => ({ name: `${child.tagName} ${child.className}`, box: child.getBoundingClientRect() }))
      .filter(({ box: inner }) => inner.width > 0 && (inner.left < box.left - 1 || inner.right > box.right + 1))
      .map(({ name }) => name)
  })
  expect(hanging).toEqual([])
}

test('in the inbox', async ({ page }) => {
  await signIn(page, person)
  await openApp(page, organisation.demo.agent_id)
  const items = conversation(page)
    .getByRole('listitem')
    .filter({ has: page.locator('[data-kind]') })
  await expect(items).toHaveCount(10)
  const of = (kind: string) => items.locator(`[data-kind="${kind}"]`)
  const width = page.viewportSize()?.width ?? 0

  const picture = of('image').getByRole('img', { name: '图片' })
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100)
  const shape = await picture.boundingBox()
  expect((shape?.width ?? 0) / (shape?.height ?? 1)).toBeCloseTo(1.5, 1)

  await expect(of('voice').locator('audio')).toBeVisible()
  await expect(of('voice').getByRole('link', { name: '语音 2 秒' })).toBeVisible()

  const report = of('file').getByRole('link', { name: /经营分析报告（终稿）\.pdf/ })
  await expect(report).toHaveAttribute('download', '2026 年第一季度经营分析报告（终稿）.pdf')
  await expect(report).toContainText('15 B')

  const oa = of('oa')
  await oa.scrollIntoViewIfNeeded()
  await expect(oa.getByRole('link').first()).toHaveAttribute('href', 'https://example.com/claims/7')
  await expect(oa.getByText(organisation.demo.agent_name)).toHaveCSS('border-left-color', 'rgb(249, 122, 11)')
  for (const part of ['差旅报销单', '申请人：', '张伟', '1,280.00', '元', '附件 3 个', '进行中'])
    await expect(oa).toContainText(part)
  const keys = await Promise.all(
    ['申请人：', '部门：', '出差事由：'].map(key => oa.getByText(key, { exact: true }).boundingBox()),
  )
  const values = await Promise.all(
    ['张伟', '研发中心 / 平台组'].map(value => oa.getByText(value, { exact: true }).first().boundingBox()),
  )
  expect(new Set(keys.map(box => box?.x)).size, 'keys are one column').toBe(1)
  expect(new Set(values.map(box => box?.x)).size, 'values are one column').toBe(1)

  await organisation.updateStatusBar(formTask, '已付款', '0xFF78C06E')
  await expect(oa).toContainText('已付款')
  await expect(oa.getByText('已付款')).toBeInViewport()
  await expect(oa.getByText('已付款').locator('i')).toHaveCSS('background-color', 'rgb(120, 192, 110)')

  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  for (const item of await items.all()) {
    const card = item.locator('[data-kind]')
    await card.scrollIntoViewIfNeeded()
    await expectInside(card)
    const kind = await card.getAttribute('data-kind')
    const nth = kind === 'actionCard' ? `-${await item.getAttribute('data-item')}` : ''
    await card.screenshot({ path: `e2e/pictures/type-${kind}${nth.slice(-2)}-${width}.png` })
  }
})

test('in the start page’s phone', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('发给').selectOption(person)
  const phone = page.getByRole('complementary')
  const items = phone.locator('[data-item]')
  await expect(items).toHaveCount(10)
  const of = (kind: string) => phone.locator(`[data-kind="${kind}"]`)
  const picture = of('image').getByRole('img', { name: '图片' })
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100)
  await expect(of('voice').locator('audio')).toBeAttached()
  await expect(of('file')).toContainText('2026 年第一季度经营分析报告（终稿）.pdf')
  const oa = of('oa')
  await expect(oa.getByText(organisation.demo.agent_name)).toHaveCSS('border-left-color', 'rgb(249, 122, 11)')
  for (const part of ['差旅报销单', '研发中心 / 平台组', '1,280.00', '附件 3 个']) await expect(oa).toContainText(part)
  for (const card of await phone.locator('[data-kind]').all()) await expectInside(card)
  await expectNoSidewaysScroll(page)
  await phone.screenshot({ path: `e2e/pictures/phone-types-${page.viewportSize()?.width}.png` })
})
