/** Hobnail's mark: the nails of a boot sole, one of them driven. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--brand)" />
      <g fill="#fff">
        <circle cx="10" cy="9" r="2.6" fillOpacity=".62" />
        <circle cx="22" cy="9" r="2.6" fillOpacity=".62" />
        <circle cx="16" cy="16" r="3.4" />
        <circle cx="10" cy="23" r="2.6" fillOpacity=".62" />
        <circle cx="22" cy="23" r="2.6" fillOpacity=".62" />
      </g>
    </svg>
  )
}
