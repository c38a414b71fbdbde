/** A link that may be followed, or plain words with the reason on hover. */

import type { ReactNode } from 'react'
import { safeHref } from '../links'
import { useWords } from '../UiProvider'
import { texts } from './texts'

type Props = { to: string | null | undefined; className?: string | undefined; children: ReactNode }

export function Followed({ to, className, children }: Props) {
  const t = useWords(texts)
  const href = safeHref(to)
  if (!href)
    return (
      <span className={className} data-blocked="true" title={t.blockedLink}>
        {children}
      </span>
    )
  return (
    <a className={className} href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
