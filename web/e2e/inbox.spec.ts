import { expect, test } from '@playwright/test'
import { buttons, link, markdown, single, text } from './messages'
import { conversation, message, Organisation, openApp, signIn, unique } from './steps'

let organisation: Organisation
let agentId: number
let person: string

test.beforeAll(async () => {
  organisation = await Organisation.open()
  agentId = organisation.demo.agent_id
  person = organisation.demo.users[1]?.userid ?? ''
})

test('a message appears while the page is open, is read by opening it, and the sender sees that', async ({ page }) => {
  await organisation.text(person, unique('先有一条'))
  await signIn(page, person)
  const row = page.locator(`[data-app="${agentId}"]`)
  await expect(row).toBeVisible()

  const words = unique('订单服务已发布')
  const task = await organisation.text(person, words)
  await expect(row).toContainText(words)
  await expect(row).toContainText('条未读')
  await expect(page).toHaveTitle(/^\(\d+\) 消息/)
  expect(await organisation.readers(task)).toEqual([])

  await row.click()
  await expect(page).toHaveURL(`/work/inbox/${agentId}`)
  await expect(message(page, words)).toBeVisible()
  await expect.poll(() => organisation.readers(task)).toEqual([person])
  await expect(message(page, words)).toHaveAttribute('data-unread', 'false')
})

test('a message arrives in the open conversation and is read by looking at it', async ({ page }) => {
  await organisation.text(person, unique('先有一条'))
  await signIn(page, person)
  await openApp(page, agentId)
  const words = unique('现在到达')
  const task = await organisation.text(person, words)
  await expect(message(page, words)).toBeInViewport()
  await expect.poll(() => organisation.readers(task)).toEqual([person])
})

test('a recalled message vanishes from the conversation and from its own address', async ({ page }) => {
  const words = unique('发错了')
  const task = await organisation.text(person, words)
  await signIn(page, person)
  await openApp(page, agentId)
  await message(page, words).locator('[data-row]').click()
  const detail = page.getByRole('complementary', { name: '消息详情' })
  await expect(detail).toContainText(words)

  await organisation.recall(task)
  await expect(message(page, words)).toHaveCount(0)
  await expect(detail).toContainText('这条消息看不到了')
  await page.reload()
  await expect(detail).toContainText('这条消息看不到了')
})

test('every kind of message looks as its readers know it', async ({ page }) => {
  const words = ['文本', '标记', '链接', '单按钮', '竖排', '横排'].map(unique)
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = words
  for (const msg of [text(a), markdown(b), link(c), single(d), buttons(e, '0'), buttons(f, '1')])
    await organisation.send(person, msg)
  await signIn(page, person)
  await openApp(page, agentId)

  await expect(message(page, a).getByRole('link', { name: 'https://example.com/help', exact: true })).toHaveAttribute(
    'target',
    '_blank',
  )

  const formatted = message(page, b)
  await expect(formatted.getByRole('heading', { name: '昨日构建报告' })).toBeVisible()
  await expect(formatted.locator('strong')).toHaveText('128')
  await expect(formatted.locator('blockquote')).toHaveText(b)
  await expect(formatted.getByRole('link', { name: '查看全部' })).toHaveAttribute('href', 'https://example.com/builds')

  const card = message(page, c).getByRole('link', { name: 'wiki.example.com' })
  await expect(card).toHaveAttribute('href', 'https://wiki.example.com/meetings/42')
  await expect(card).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(card).toContainText('wiki.example.com')

  const one = message(page, d)
  await expect(one.getByRole('link', { name: '查看详情', exact: true })).toHaveAttribute(
    'href',
    'https://example.com/claims/7',
  )
  await expect(one.locator('strong')).toHaveText('¥1,280.00')

  async function placed(words: string) {
    const boxes = await Promise.all(
      ['同意', '拒绝'].map(name => message(page, words).getByRole('link', { name, exact: true }).boundingBox()),
    )
    const [first, second] = boxes
    return first && second && { beside: first.y === second.y, below: second.y >= first.y + first.height }
  }
  expect(await placed(e)).toEqual({ beside: false, below: true })
  expect(await placed(f)).toEqual({ beside: true, below: false })
})

test('an address opens the same message again, with its facts', async ({ page }) => {
  const words = unique('可以链接')
  const task = await organisation.text(person, words)
  await signIn(page, person)
  await openApp(page, agentId)
  await message(page, words).locator('[data-row]').click()
  await expect(page).toHaveURL(new RegExp(`/work/inbox/${agentId}/\\d+$`))
  await page.reload()
  const detail = page.getByRole('complementary', { name: '消息详情' })
  await expect(detail).toContainText(words)
  await expect(detail).toContainText(String(task))
  await expect(message(page, words)).toBeInViewport()
})

test('the list is searched and filtered, and the address says how', async ({ page }) => {
  await organisation.text(person, unique('先有一条'))
  await signIn(page, person)
  const row = page.locator(`[data-app="${agentId}"]`)
  await page.getByRole('searchbox').fill('没有这样的应用')
  await expect(page).toHaveURL(/\?q=/)
  await expect(page.getByText('没有符合条件的应用')).toBeVisible()
  await page.reload()
  await expect(page.getByText('没有符合条件的应用')).toBeVisible()
  await page.getByRole('button', { name: '清除条件' }).click()
  await expect(row).toBeVisible()
  await page.getByRole('button', { name: '只看未读' }).click()
  await expect(page).toHaveURL(/\?unread=1/)
})

test('the whole inbox is worked by keyboard', async ({ page }) => {
  const [first, second] = [unique('较早'), unique('较晚')]
  await organisation.text(person, first)
  await organisation.text(person, second)
  await signIn(page, person)
  const row = page.locator(`[data-app="${agentId}"]`)
  await expect(row).toContainText(second)

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('jk')
  await expect(page.getByRole('searchbox')).toHaveValue('jk')
  await page.getByRole('searchbox').fill('')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('searchbox')).not.toBeFocused()

  await page.keyboard.press('j')
  await expect(row).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/work/inbox/${agentId}`)
  await expect(message(page, second)).toBeVisible()

  await page.keyboard.press('k')
  await expect(message(page, second).locator('[data-row]')).toBeFocused()
  await page.keyboard.press('k')
  await expect(message(page, first).locator('[data-row]')).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const detail = page.getByRole('complementary', { name: '消息详情' })
  await expect(detail).toContainText(second)

  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await expect(message(page, second).locator('[data-row]')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL('/work')
  await expect(row).toBeFocused()
})

test('earlier messages come by scrolling up, and a new one is announced there', async ({ page }) => {
  const words = unique('第')
  for (let n = 1; n <= 45; n++) await organisation.text(person, `${words} ${n} 条`)
  await signIn(page, person)
  await openApp(page, agentId)
  await expect(message(page, `${words} 45 条`)).toBeInViewport()
  await expect(message(page, `${words} 1 条`)).toHaveCount(0)
  await page.getByRole('button', { name: /条未读/ }).click()
  await expect(async () => {
    await conversation(page).locator('ol > li').first().scrollIntoViewIfNeeded()
    await expect(message(page, `${words} 1 条`)).toHaveCount(1, { timeout: 500 })
  }).toPass()

  const late = unique('最新一条')
  await organisation.text(person, late)
  await page.getByRole('button', { name: '有新消息' }).click()
  await expect(message(page, late)).toBeInViewport()
})

test('what was missed while the line was cut is there afterwards', async ({ page, context }) => {
  await organisation.text(person, unique('先有一条'))
  await signIn(page, person)
  await openApp(page, agentId)
  await context.setOffline(true)
  const words = unique('断线期间')
  await organisation.text(person, words)
  await context.setOffline(false)
  await expect(message(page, words)).toBeVisible({ timeout: 20_000 })
})
