/** A person or an app: its picture, or the letters that people know it by (the last two of a Chinese name, initials of others). */
import { useState } from 'react'
import styles from './Avatar.module.css'
import { safeImage } from './links'

const han = /\p{Script=Han}/u

export function letters(name: string, kind: 'person' | 'app'): string {
  const trimmed = name.trim()
  if (!trimmed) return '?'
  if (han.test(trimmed)) {
    const chars = Array.from(trimmed).filter(char => han.test(char))
    return (kind === 'person' ? chars.slice(-2) : chars.slice(0, 2)).join('')
  }
  const words = trimmed.split(/[\s_-]+/).filter(Boolean)
  return words
    .slice(0, 2)
    .map(word => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase()
}

/** The same name has the same tone everywhere. */
function toneOf(name: string): number {
  let sum = 0
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997
  return sum % 5
}

export function Avatar({
  name,
  src,
  kind = 'person',
  size = 40,
}: {
  name: string
  src?: string | null
  kind?: 'person' | 'app'
  size?: number
}) {
  const [broken, setBroken] = useState(false)
  const picture = broken ? undefined : safeImage(src)
  return (
    <span
      className={styles.avatar}
      data-tone={toneOf(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.35) }}
      aria-hidden="true"
    >
      {picture ? (
        <img src={picture} alt="" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
      ) : (
        letters(name, kind)
      )}
    </span>
  )
}
