/**
 * Which addresses out of a message may be followed.
 *
 * Only web pages, mail and telephone; DingTalk's own link form `dingtalk://dingtalkclient/page/link?url=…` is opened as the page that it
 * names. Everything else (javascript:, data:, unknown client schemes) is no link: undefined.
 */
const followed = new Set(['http:', 'https:', 'mailto:', 'tel:'])

export function safeHref(address: string | null | undefined): string | undefined {
  const url = parse(address)
  if (!url) return undefined
  if (url.protocol === 'dingtalk:') {
    const inner = /^\/*dingtalkclient\/page\/link/.test(url.href.slice('dingtalk:'.length))
      ? parse(url.searchParams.get('url'))
      : undefined
    return inner && (inner.protocol === 'http:' || inner.protocol === 'https:') ? inner.href : undefined
  }
  return followed.has(url.protocol) ? url.href : undefined
}

/** Pictures: the web, or a path on this server. */
export function safeImage(address: string | null | undefined): string | undefined {
  if (address && /^\/[^/\\]/.test(address)) return address
  const url = parse(address)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : undefined
}

/** What a link leads to, short enough to print. */
export function hostOf(href: string): string {
  const url = parse(href)
  return url?.host || href
}

function parse(address: string | null | undefined): URL | undefined {
  if (!address) return undefined
  try {
    return new URL(address.trim())
  } catch {
    return undefined
  }
}
