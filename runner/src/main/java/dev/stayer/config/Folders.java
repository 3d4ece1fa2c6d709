package dev.stayer.config;

/** Paths as people write them in stayer.yaml. */
final class Folders {
    private Folders() {}

    /** The path with a leading {@code ~/} replaced by the home folder. */
    static String expanded(String path) {
        return path.equals("~") || path.startsWith("~/")
                ? System.getProperty("user.home", "") + path.substring(1)
                : path;
    }
}
