/** Somebody is signed in, and this place is not for them. */
import { Button } from 'antd'
import { useLocation } from 'react-router'
import { Notice } from '../States'
import { useUi } from '../UiProvider'
import { loginAgain, usePerson } from './session'

export function Closed({ place }: { place: string }) {
  const { texts } = useUi()
  const { person } = usePerson()
  const { pathname, search } = useLocation()
  return (
    <Notice
      tone="fault"
      title={texts.closed.title(place)}
      action={
        <>
          <Button href={loginAgain(pathname + search)}>{texts.closed.signIn}</Button>
          <a href="/work">{texts.places.work}</a>
        </>
      }
    >
      {texts.closed.hint(person.name, person.corpName)}
    </Notice>
  )
}
