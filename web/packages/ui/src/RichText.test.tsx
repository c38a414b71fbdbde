// @vitest-environment happy-dom
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { RichText } from './RichText'

const inner = (html: string) => renderToStaticMarkup(<RichText html={html} />).replace(/^<div[^>]*>|<\/div>$/g, '')

describe('formatted text that somebody else wrote', () => {
  it('keeps what a message is made of', () => {
    expect(inner('<p>a <strong>b</strong> <em>c</em></p><ul><li>d</li></ul>')).toBe(
      '<p>a <strong>b</strong> <em>c</em></p><ul><li>d</li></ul>',
    )
  })

  it('opens links elsewhere, and drops those that may not be followed', () => {
    expect(inner('<a href="https://example.com/x">x</a>')).toBe(
      '<a href="https://example.com/x" target="_blank" rel="noopener noreferrer">x</a>',
    )
    expect(inner('<a href="javascript:alert(1)">x</a>')).toBe('<span>x</span>')
  })

  it('takes nothing that could run', () => {
    expect(inner('<script>alert(1)</script><img src="https://example.com/a.png" onerror="alert(1)">')).toBe(
      '<img src="https://example.com/a.png" alt="" loading="lazy" referrerPolicy="no-referrer"/>',
    )
    expect(inner('<svg onload="alert(1)"><a>x</a></svg><iframe></iframe>')).toBe('')
    expect(inner('<p style="position:fixed" class="x" onclick="alert(1)">t</p>')).toBe('<p>t</p>')
    expect(inner('<custom-tag onclick="alert(1)">t</custom-tag>')).toBe('<span>t</span>')
  })

  it('puts headings below the page’s own', () => {
    expect(inner('<h1>a</h1>')).toMatch(/^<h3[^>]*>a<\/h3>$/)
  })
})
