package hobnail.conformance;

import com.taobao.api.TaobaoResponse;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeSet;

/** What a case asserts. */
final class Check {
    static void equal(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(actual + ", expected " + expected);
        }
    }

    /** Equal as sets: the order of both is left open. */
    static void same(Collection<? extends Comparable<?>> actual, Collection<? extends Comparable<?>> expected) {
        if (actual == null || actual.size() != expected.size()) {
            throw new AssertionError(actual + ", expected " + expected);
        }
        equal(new TreeSet<>(actual), new TreeSet<>(expected));
    }

    static void that(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(String.valueOf(what));
        }
    }

    /** The SDK reports a refusal in the response: errcode one of these, and a text. */
    static <T extends TaobaoResponse> T refused(T response, String... codes) {
        that(!response.isSuccess(), "accepted: " + response.getBody());
        that(Arrays.asList(codes).contains(response.getErrorCode()),
                response.getBody() + ", expected errcode " + Arrays.toString(codes));
        that(response.getMsg() != null && !response.getMsg().isEmpty(), "an error without errmsg");
        return response;
    }

    private Check() {
    }
}
