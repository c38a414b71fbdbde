/** Outside sites: both embedded sign-in scripts, and a client of OpenID Connect that others wrote, each completes a sign-in. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type APIRequestContext, type Browser, expect, type Page, test } from '@playwright/test'
import * as oidc from 'openid-client'
import { expectAccessible, expectNoSidewaysScroll, Organisation, signIn } from './steps'

const base = process.env.HOBNAIL_URL ?? ''
let site: Server
let origin = ''
let app: { agent_id: number; app_key: string; app_secret: string }

/** Pages of the site by path. */
const pages: Record<string, string> = {}

test.beforeAll(async ({ browser }) => {
  site = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(pages[path] ?? `<title>back</title><main>${path}</main>`)
  })
  await new Promise<void>(resolve => {
    site.listen(0, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const made = await fetch(`${base}/_hobnail/v1/apps`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: '外部商城' }),
  })
  app = await made.json()
  const { demo } = await Organisation.open()
  const page = await browser.newPage()
  await signIn(page, demo.admin_userid)
  await write(page.request, `/console/api/apps/${app.agent_id}/security`, {
    redirectUris: [`${origin}/back`],
    domains: [],
  })
  await page.close()
})

test.afterAll(() => {
  site.close()
})

async function write(request: APIRequestContext, path: string, data: object) {
  const session = await (await request.get(`${base}/console/api/session`)).json()
  const response = await request.post(base + path, { data, headers: { 'X-CSRF-Token': session.csrfToken } })
  expect(response.status(), path).toBe(200)
  return response.json()
}

/** Somebody's phone opens what the QR code says and agrees. */
async function agreeOnPhone(browser: Browser, userid: string, scanUrl: string) {
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  const path = new URL(scanUrl)
  await signInAt(phone, userid, path.pathname + path.search)
  await expect(phone.getByRole('heading', { name: '登录到外部商城？' })).toBeVisible()
  await expect(phone.getByText(origin)).toBeVisible()
  await expectAccessible(phone)
  await expectNoSidewaysScroll(phone)
  await phone.screenshot({ path: 'e2e/pictures/scan-390-light.png' })
  await phone.getByRole('button', { name: '确认登录' }).tap()
  await expect(phone.getByText('可以回到电脑上继续了。')).toBeVisible()
  await phone.close()
}

async function signInAt(page: Page, userid: string, to: string) {
  await signIn(page, userid, to)
}

const scanUrlOf = async (frame: { getByRole: Page['getByRole'] }) =>
  (await frame.getByRole('link', { name: '在这台电脑上确认' }).getAttribute('href')) ?? ''

test('DTFrameLogin ends with a code that tells who it is', async ({ page, browser }) => {
  pages['/new'] = `<title>shop</title><div id="login"></div>
    <script src="${base}/h5-dingtalk-login/0.21.0/ddlogin.js"></script>
    <script>DTFrameLogin({ id: 'login', width: 360, height: 420 }, { redirect_uri: encodeURIComponent('${origin}/back'), client_id: '${app.app_key}',
      scope: 'openid', response_type: 'code', prompt: 'consent', state: 's1' }, done => { document.title = JSON.stringify(done) },
      error => { document.title = 'error ' + error })</script>`
  await page.goto(`${origin}/new`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('img', { name: '登录二维码' })).toBeVisible()
  await page.screenshot({ path: 'e2e/pictures/login-frame-1440-light.png' })
  await agreeOnPhone(browser, 'user001', await scanUrlOf(frame))
  await expect(page).toHaveTitle(/authCode/)
  const done = JSON.parse(await page.title())
  expect(done).toMatchObject({ state: 's1', redirectUrl: expect.stringContaining(`${origin}/back?code=`) })
  const body = {
    clientId: app.app_key,
    clientSecret: app.app_secret,
    code: done.authCode,
    grantType: 'authorization_code',
  }
  const token = await (await page.request.post(`${base}/v1.0/oauth2/userAccessToken`, { data: body })).json()
  const me = await page.request.get(`${base}/v1.0/contact/users/me`, {
    headers: { 'x-acs-dingtalk-access-token': token.accessToken },
  })
  const { demo } = await Organisation.open()
  expect(await me.json()).toMatchObject({ nick: demo.users.find(user => user.userid === 'user001')?.name })
})

test('DDLogin gives a loginTmpCode that leads to a code', async ({ page, browser }) => {
  pages['/old'] = `<title>shop</title><div id="login"></div><script src="${base}/ddLogin.js"></script>
    <script>const goto = '${base}/connect/oauth2/sns_authorize?appid=${app.app_key}&response_type=code&scope=snsapi_login&state=S&redirect_uri='
      + encodeURIComponent('${origin}/back')
    DDLogin({ id: 'login', goto: encodeURIComponent(goto), width: 365, height: 400 })
    window.addEventListener('message', event => {
      if (event.origin === '${base}' && typeof event.data === 'string') location.href = goto + '&loginTmpCode=' + event.data
    })</script>`
  await page.goto(`${origin}/old`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('img', { name: '登录二维码' })).toBeVisible()
  await agreeOnPhone(browser, 'user002', await scanUrlOf(frame))
  await expect(page).toHaveURL(
    url => url.href.startsWith(`${origin}/back?code=`) && url.searchParams.get('state') === 'S',
  )
})

test('a page of another origin can not frame the sign-in', async ({ page }) => {
  pages['/other'] = `<iframe src="${base}/oauth2/auth?iframe=true&client_id=${app.app_key}"></iframe>`
  await page.goto(`${origin.replace('127.0.0.1', 'localhost')}/other`)
  const inside = page.frames()[1]
  expect(await inside?.content().catch(() => '')).not.toContain('id="root"')
})

test('a client of OpenID Connect signs in', async ({ page }) => {
  const config = await oidc.discovery(new URL(base), app.app_key, app.app_secret, undefined, {
    execute: [oidc.allowInsecureRequests],
  })
  const verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}/back`,
    scope: 'openid corpid',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  await signIn(page, 'user003')
  await page.goto(address.href)
  await expectAccessible(page)
  await page.screenshot({ path: 'e2e/pictures/login-known-1440-light.png' })
  await page.getByRole('button', { name: /的身份继续$/ }).click()
  await expect(page).toHaveURL(url => url.pathname === '/back')
  const tokens = await oidc.authorizationCodeGrant(config, new URL(page.url()), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  })
  const claims = tokens.claims()
  expect(claims).toMatchObject({ userid: 'user003', aud: app.app_key })
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
  expect(info.name).toBe(claims?.name)
})

test('the apps of a person stand on the workbench', async ({ page }) => {
  const { demo } = await Organisation.open()
  await signIn(page, demo.admin_userid)
  const name = `链接${Date.now().toString(36)}`
  await write(page.request, '/console/api/apps', {
    kind: 'h5',
    name,
    description: '打开商城',
    link: true,
    homeUrl: `${origin}/shop`,
  })
  await page.goto('/work/apps')
  const link = page.getByRole('link', { name })
  await expect(link).toHaveAttribute('href', `${origin}/shop`)
  await expectAccessible(page)
  await page.screenshot({ path: 'e2e/pictures/apps-1440-light.png' })
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.screenshot({ path: 'e2e/pictures/apps-390-light.png' })
})

test('a wrong address says so and leads nowhere', async ({ page }) => {
  await page.goto(`/oauth2/auth?client_id=${app.app_key}&redirect_uri=https%3A%2F%2Fevil.example%2F&response_type=code`)
  await expect(page.getByRole('heading', { name: '无法登录' })).toBeVisible()
  await expect(page.getByText('redirect_uri 未在应用中登记')).toBeVisible()
})
