import { expect, it } from 'vitest'
import { letters } from './Avatar'

it('shows a name by the letters that people know', () => {
  expect(letters('张伟', 'person')).toBe('张伟')
  expect(letters('欧阳明日香', 'person')).toBe('日香')
  expect(letters('费用报销', 'app')).toBe('费用')
  expect(letters('Ada Lovelace', 'person')).toBe('AL')
  expect(letters('orders', 'app')).toBe('O')
  expect(letters('  ', 'app')).toBe('?')
})
