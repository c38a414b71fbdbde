import { describe, expect, it } from 'vitest'
import { uiTexts } from '.'

/** Every text with its path; a text with parameters is given numbers and names. */
function flat(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') return [[here, value]]
    if (typeof value === 'function') return [[here, String(value(2, 3))]]
    return flat(value, here)
  })
}

type Catalogue = { zh: object; en: object }
const found = import.meta.glob<{ texts: Catalogue }>('../../../../{apps,packages}/*/src/**/texts.ts', { eager: true })
const catalogues: [string, Catalogue][] = [
  ['the shared words', uiTexts],
  ...Object.entries(found).map(([path, module]): [string, Catalogue] => [path.replace(/^(\.\.\/)+/, ''), module.texts]),
]

describe.each(catalogues)('%s', (_, { zh, en }) => {
  const chinese = new Map(flat(zh))
  const english = new Map(flat(en))

  it('has the same texts in both languages, none of them empty', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()])
    for (const [path, text] of [...chinese, ...english]) expect(text.trim(), path).not.toBe('')
  })

  it('has no Chinese left in English', () => {
    for (const [path, text] of english) expect(text, path).not.toMatch(/\p{Script=Han}/u)
  })
})
