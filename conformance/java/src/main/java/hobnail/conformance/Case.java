package hobnail.conformance;

/** One thing that the SDK does against the server; it fails by throwing. */
@FunctionalInterface
interface Case {
    void run(Context cx) throws Exception;
}
