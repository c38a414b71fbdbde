import { describe, expect, it } from 'vitest'
import { safeHref, safeImage } from './links'

describe('addresses that may be followed', () => {
  it.each([
    ['https://example.com/a?b=1', 'https://example.com/a?b=1'],
    ['  http://example.com ', 'http://example.com/'],
    ['mailto:li@example.com', 'mailto:li@example.com'],
    ['tel:13800000000', 'tel:13800000000'],
    ['dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fexample.com%2Fx&pc_slide=true', 'https://example.com/x'],
  ])('%s', (address, href) => expect(safeHref(address)).toBe(href))

  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'dingtalk://dingtalkclient/page/link?url=javascript%3Aalert(1)',
    'dingtalk://dingtalkclient/page/link?url=dingtalk%3A%2F%2Fdingtalkclient%2Fpage%2Flink',
    'dingtalk://dingtalkclient/action/openapp?url=https%3A%2F%2Fexample.com',
    '/relative',
    'example.com',
    '',
    undefined,
  ])('%s is no link', address => expect(safeHref(address)).toBeUndefined())

  it('takes pictures from the web and from this server only', () => {
    expect(safeImage('https://example.com/a.png')).toBe('https://example.com/a.png')
    expect(safeImage('/media/7')).toBe('/media/7')
    expect(safeImage('//evil.example/a.png')).toBeUndefined()
    expect(safeImage('/\\evil.example/a.png')).toBeUndefined()
    expect(safeImage('data:image/svg+xml,<svg/>')).toBeUndefined()
    expect(safeImage('@lADOADmaWMzazQKA')).toBeUndefined()
  })
})
