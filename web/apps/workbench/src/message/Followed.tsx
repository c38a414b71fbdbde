/** A link that may be followed, or plain words with the reason on hover. */
import { safeHref } from '@hobnail/ui'
import type { ReactNode } from 'react'
import { useTexts } from '../texts'

type Props = { to: string | null | undefined; className?: string | undefined; children: ReactNode }

export function Followed({ to, className, children }: Props) {
  const t = useTexts()
  const href = safeHref(to)
  if (!href)
    return (
      <span className={className} data-blocked="true" title={t.inbox.blockedLink}>
        {children}
      </span>
    )
  return (
    <a className={className} href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
