"""A hand is raised over a frame drum and strikes it twice with flat fingers, slowly and softly."""
