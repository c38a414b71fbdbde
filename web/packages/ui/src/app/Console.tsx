/**
 * A console: an app whose pages stand in groups beside what they show, for those who may enter.
 *
 * Everything that a console is stands in its `groups`; see web/README.md, "Adding a page".
 */
import type { Me } from '@hobnail/api'
import { Navigate, Outlet, Route } from 'react-router'
import { type Place, SideShell } from '../shell/SideShell'
import { useUi } from '../UiProvider'
import { Closed } from './Closed'
import { type PageGroup, pageRoutes } from './page'
import { Root } from './Root'
import { RequireSession, usePerson } from './session'

export function Console({
  place,
  groups,
  may,
}: {
  place: Exclude<Place, 'work'>
  groups: PageGroup[]
  /** Who may enter at all. */
  may: (person: Me) => boolean
}) {
  const base = `/${place}`
  return (
    <Root>
      <Route
        path={base}
        element={
          <RequireSession>
            <Entered place={place} groups={groups} may={may} />
          </RequireSession>
        }
      >
        {pageRoutes(groups.flatMap(group => group.pages))}
        <Route path="*" element={<Navigate to={base} replace />} />
      </Route>
      <Route path="*" element={<Navigate to={base} replace />} />
    </Root>
  )
}

function Entered({ place, groups, may }: { place: Place; groups: PageGroup[]; may: (person: Me) => boolean }) {
  const { texts } = useUi()
  const { person } = usePerson()
  if (!may(person))
    return (
      <main>
        <Closed place={texts.places[place]} />
      </main>
    )
  return (
    <SideShell place={place} groups={groups}>
      <Outlet />
    </SideShell>
  )
}
