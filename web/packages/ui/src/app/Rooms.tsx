/** A console's pages as its first page lists them: what each is for, and the way there. */
import { Link } from 'react-router'
import { Section } from '../Paper'
import { useUi } from '../UiProvider'
import { type PageGroup, pathOf } from './page'
import styles from './Rooms.module.css'
import { usePerson } from './session'

export function Rooms({ title, base, groups }: { title: string; base: string; groups: PageGroup[] }) {
  const { language } = useUi()
  const { person, mode } = usePerson()
  const rooms = groups.flatMap(group => group.pages).filter(page => page.about && (!page.may || page.may(person, mode)))
  if (!rooms.length) return null
  return (
    <Section title={title}>
      <ul className={styles.rooms}>
        {rooms.map(page => (
          <li key={page.path}>
            <Link to={pathOf(base, page)}>
              <span className={styles.icon}>{page.icon}</span>
              <strong>{page.title[language]}</strong>
              <span>{page.about?.[language]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
