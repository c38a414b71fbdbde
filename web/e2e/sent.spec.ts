/** The sender's page: tasks, one of them beside the list, who read it, who was left out and why, taking it back. */
import { expect, test } from '@playwright/test'
import { markdown } from './messages'
import { Organisation, signIn, unique } from './steps'

let organisation: Organisation
let admin: string
let people: string[]

test.beforeAll(async () => {
  organisation = await Organisation.open()
  admin = organisation.demo.admin_userid
  people = organisation.demo.users
    .filter(user => user.userid !== admin)
    .slice(10, 13)
    .map(user => user.userid)
})

test('an administrator sees how a notification went, and takes it back', async ({ page, browser }) => {
  const [reader = '', other = '', third = ''] = people
  const words = unique('谁读了')
  await organisation.text(reader, words)
  const task = await organisation.send([reader, other, third, 'nobody-here'].join(','), {
    msgtype: 'text',
    text: { content: words },
  })
  await organisation.text(other, unique('另一条'))

  await signIn(page, admin, '/admin/messages')
  const list = page.getByRole('list', { name: '任务列表' })
  await page.getByRole('searchbox').fill(words)
  await expect(page).toHaveURL(/\?q=/)
  await expect(list.getByRole('link')).toHaveCount(2)
  await list.locator(`[data-id="${task}"]`).click()
  await expect(page).toHaveURL(new RegExp(`/admin/messages/${task}\\?q=`))
  const detail = page.getByRole('complementary', { name: '任务详情' })
  await expect(detail).toContainText('已读 0')
  await expect(detail).toContainText('未读 2')

  await detail.getByText('被限制 1').click()
  const left = detail.getByRole('list', { name: '被限制' })
  await expect(left).toContainText(reader)
  await expect(left).toContainText('相同内容一天只能发给同一个人一次')
  await expect(left).toContainText('143106')
  await detail.getByText('无效 1').click()
  await expect(detail.getByRole('list', { name: '无效' })).toContainText('nobody-here')

  const context = await browser.newContext({ locale: 'zh-CN' })
  const inbox = await context.newPage()
  await signIn(inbox, other, `/work/inbox/${organisation.demo.agent_id}`)
  await expect(inbox.getByText(words).first()).toBeVisible()
  await expect.poll(() => organisation.readers(task)).toEqual([other])
  await page.reload()
  await expect(page).toHaveURL(new RegExp(`/admin/messages/${task}`))
  await detail.locator('label').filter({ hasText: '已读 1' }).click()
  await expect(detail.getByRole('list', { name: '已读' })).toContainText(other)

  await detail.getByRole('button', { name: '撤回' }).click()
  await expect(page.getByRole('tooltip')).toContainText('从 2 人的消息里撤回这条通知？')
  await page.getByRole('tooltip').getByRole('button', { name: '撤回' }).click()
  await expect(detail).toContainText('已撤回')
  await expect(inbox.getByText(words)).toHaveCount(0)
  await expect(detail.getByRole('button', { name: '撤回' })).toHaveCount(0)
  await context.close()

  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await expect(list.locator(`[data-id="${task}"]`)).toBeFocused()
  await page.getByRole('searchbox').fill('没有这样的内容')
  await expect(page.getByText('没有符合条件的内容')).toBeVisible()
  await page.getByRole('button', { name: '清除条件' }).click()
  await expect(list.getByRole('link').first()).toBeVisible()
})

test('a task that is not there is said to be gone', async ({ page }) => {
  await signIn(page, admin, '/admin/messages/1')
  await expect(page.getByRole('complementary')).toContainText('没有这个任务')
})

test('a failure is told and mended by trying again', async ({ page }) => {
  await organisation.send(people[0] ?? '', markdown(unique('有一条')))
  let broken = true
  await page.route('**/console/api/admin/sent?*', route =>
    broken ? route.fulfill({ status: 500, json: { code: 'internal', message: '内部错误' } }) : route.continue(),
  )
  await signIn(page, admin, '/admin/messages')
  await expect(page.getByRole('alert')).toContainText('内部错误')
  broken = false
  await page.getByRole('button', { name: '重试' }).click()
  await expect(page.getByRole('list', { name: '任务列表' })).toBeVisible()
})
