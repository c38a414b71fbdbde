import { describe, expect, it } from 'vitest'
import { type Tokens, tokens } from './tokens'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const texts: (keyof Tokens)[] = ['text', 'text-2', 'text-3', 'brand-text', 'danger', 'ok']
const surfaces: (keyof Tokens)[] = ['canvas', 'surface', 'raised', 'sunken', 'rail', 'hover']

describe.each(Object.entries(tokens))('the %s set', (_, set) => {
  it.each(texts.flatMap(text => surfaces.map(surface => [text, surface] as const)))('%s on %s', (text, surface) => {
    expect(contrast(set[text], set[surface])).toBeGreaterThanOrEqual(4.5)
  })

  it('reads on filled shapes and on what is selected', () => {
    for (const ground of ['brand', 'brand-hover', 'badge'] as const)
      expect(contrast(set['on-brand'], set[ground])).toBeGreaterThanOrEqual(4.5)
    for (const text of ['text', 'text-2', 'brand-text'] as const)
      expect(contrast(set[text], set.selected)).toBeGreaterThanOrEqual(4.5)
  })
})
