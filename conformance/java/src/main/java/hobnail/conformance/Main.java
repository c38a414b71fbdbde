package hobnail.conformance;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs every case and prints one JSON line for each: {"case", "ok", "ms", "why"}. */
public final class Main {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        Context cx = new Context(System.getenv("HOBNAIL_URL"));
        Map<String, Case> cases = new LinkedHashMap<>();
        TokenCases.add(cases);
        UserCases.add(cases);
        OlderCases.add(cases);
        DepartmentCases.add(cases);
        NoteCases.add(cases);
        CarriedCases.add(cases);
        ErrorCases.add(cases);
        cases.forEach((name, each) -> run(name, each, cx));
    }

    private static void run(String name, Case each, Context cx) {
        long start = System.nanoTime();
        String why = null;
        try {
            each.run(cx);
        } catch (Exception | AssertionError error) {
            StackTraceElement at = error.getStackTrace().length > 0 ? ours(error) : null;
            why = error + (at == null ? "" : " (" + at.getFileName() + ":" + at.getLineNumber() + ")");
        }
        long ms = (System.nanoTime() - start) / 1_000_000;
        OUT.println("{\"case\":\"" + name + "\",\"ok\":" + (why == null) + ",\"ms\":" + ms
                + (why == null ? "" : ",\"why\":" + quoted(why)) + "}");
    }

    /** The innermost line of a case, which tells more than the line of the check that it called. */
    private static StackTraceElement ours(Throwable error) {
        for (StackTraceElement at : error.getStackTrace()) {
            if (at.getClassName().startsWith("hobnail.") && at.getClassName().contains("Cases")) {
                return at;
            }
        }
        return error.getStackTrace()[0];
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private Main() {
    }
}
