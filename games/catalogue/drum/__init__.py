"""A hand is raised over a frame drum and strikes it twice with its palm, slowly and softly."""
