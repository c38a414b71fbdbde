package shop;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A DingTalk of our own for the tests: {@code hobnail dev}, and its control API. */
class Hobnail implements AutoCloseable {
    final String url;
    final JsonObject demo;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Gson gson = new Gson();

    Hobnail() throws IOException {
        String command = Optional.ofNullable(System.getenv("HOBNAIL_BIN")).orElse("hobnail");
        process = new ProcessBuilder(command, "dev", "--json", "--listen", "127.0.0.1:0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        JsonObject ready = gson.fromJson(line, JsonObject.class);
        url = ready.get("url").getAsString();
        demo = ready.getAsJsonObject("demo");
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return ask(at(path));
    }

    JsonObject post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return ask(at(path).POST(HttpRequest.BodyPublishers.ofString(gson.toJson(body))));
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/_hobnail/v1/" + path));
    }

    private JsonObject ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
        return gson.fromJson(response.body(), JsonObject.class);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
