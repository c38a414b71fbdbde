import { expect, test } from '@playwright/test'
import { conversation, message, Organisation, openApp, signIn, unique } from './steps'

test('from the list into a conversation, a message, and back', async ({ page }) => {
  const organisation = await Organisation.open()
  const person = organisation.demo.users[1]?.userid ?? ''
  const agentId = organisation.demo.agent_id
  const words = unique('手机上看')
  const task = await organisation.text(person, words)
  await signIn(page, person)
  const tabs = page.getByRole('navigation', { name: '主导航' })
  await expect(tabs).toBeVisible()

  await openApp(page, agentId)
  await expect(tabs).toBeHidden()
  await expect(page.getByRole('searchbox')).toBeHidden()
  await expect(message(page, words)).toBeInViewport()
  await expect.poll(() => organisation.readers(task)).toEqual([person])

  await message(page, words).locator('[data-row]').tap()
  const detail = page.getByRole('complementary', { name: '消息详情' })
  await expect(detail).toContainText(words)
  await expect(conversation(page)).toBeHidden()
  await page.getByRole('button', { name: '关闭详情' }).tap()
  await expect(conversation(page)).toBeVisible()
  await page.getByRole('link', { name: '返回消息列表' }).tap()
  await expect(page).toHaveURL('/work')
  await expect(tabs).toBeVisible()
})
