/**
 * Formatted text that somebody else wrote.
 *
 * The server sends sanitised HTML. It is still never given to the page as markup: it is parsed without running anything, and each
 * element of a short list is built again as a React element with only the attributes named here. What is not listed keeps its text and
 * loses its tag; scripts, styles and the like vanish whole.
 */
import { createElement, type ReactNode, useMemo } from 'react'
import { safeHref, safeImage } from './links'
import styles from './RichText.module.css'

const kept = new Set(
  'p br hr strong b em i u s del code pre blockquote ul ol li table thead tbody tr th td span div'.split(' '),
)
const dropped = new Set(
  'script style template noscript iframe object embed svg math head title textarea select form'.split(' '),
)
// A message's headings stand below the page's own.
const headings: Record<string, string> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6', h6: 'h6' }

function build(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent
  if (!(node instanceof Element)) return null
  const tag = node.localName
  if (dropped.has(tag)) return null
  const children = Array.from(node.childNodes, build)
  if (tag === 'a') {
    const href = safeHref(node.getAttribute('href'))
    if (!href) return <span key={key}>{children}</span>
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    )
  }
  if (tag === 'img') {
    const src = safeImage(node.getAttribute('src'))
    if (!src) return null
    return <img key={key} src={src} alt={node.getAttribute('alt') ?? ''} loading="lazy" referrerPolicy="no-referrer" />
  }
  const heading = headings[tag]
  if (heading) return createElement(heading, { key, className: styles[tag] }, children)
  if (tag === 'br' || tag === 'hr') return createElement(tag, { key })
  if (kept.has(tag)) return createElement(tag, { key }, children)
  return <span key={key}>{children}</span>
}

export function RichText({ html }: { html: string }) {
  const content = useMemo(() => {
    const body = new DOMParser().parseFromString(html, 'text/html').body
    return Array.from(body.childNodes, build)
  }, [html])
  return <div className={styles.rich}>{content}</div>
}
