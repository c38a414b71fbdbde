/**
 * Browser tests against a running server: HOBNAIL_URL names one in dev mode. The steps that need an installation with passwords run
 * when HOBNAIL_SERVE_URL, HOBNAIL_SERVE_MOBILE and HOBNAIL_SERVE_PASSWORD name one in serve mode and somebody in it.
 */
import { defineConfig } from '@playwright/test'

const baseURL = process.env.HOBNAIL_URL
if (!baseURL) throw new Error('HOBNAIL_URL must name a running server in dev mode, for example http://127.0.0.1:8080')

const desktop = { viewport: { width: 1440, height: 900 } }
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // The people of one demo organisation are shared, and so is the machine.
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: 'list',
  use: {
    baseURL,
    locale: 'zh-CN',
    timezoneId: 'America/New_York',
    colorScheme: 'light',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: desktop, testIgnore: /(phone|serve)\.spec/ },
    { name: 'phone', use: phone, testMatch: /(phone|look|consoles|types)\.spec/ },
    ...(process.env.HOBNAIL_SERVE_URL
      ? [
          {
            name: 'serve',
            use: { ...desktop, baseURL: process.env.HOBNAIL_SERVE_URL },
            testMatch: /serve\.spec/,
          },
        ]
      : []),
  ],
})
