package dev.stayer.yaml;

/** Something wrong in a file that a person wrote. */
public record Problem(Place place, String message) {
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
